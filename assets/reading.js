// What an expression reads, without evaluating it: for `check`. The names of its variables with
// their places, where its syntax first goes wrong (-1 where it does not), and where it does not:
// the paths it follows (`a.b`), the texts it compares one with, and what it can give.

const BINDS = new Set(["Name", "ParameterName", "PropertyName"]);
const AROUND = new Set([
  "List",
  "ParenthesizedExpression",
  "PositiveUnaryTest",
  "PositiveUnaryTests",
  "SimplePositiveUnaryTest",
]);
const EQUALS = new Set(["=", "!="]);

function leftmost(node) {
  // Of a path `a.b.c` only `a` is a variable.
  for (let at = node; at.parent; at = at.parent) {
    if (at.parent.name === "PathExpression" && at.parent.firstChild.from !== at.from) return false;
  }
  return true;
}

function calls(node) {
  const { parent } = node;
  return parent !== null && parent.name === "FunctionInvocation" && parent.firstChild.from === node.from;
}

// Inside the brackets of a filter a name may be a field of the items.
function filters(node) {
  for (let at = node; at.parent; at = at.parent) {
    if (at.parent.name === "FilterExpression" && at.parent.firstChild.from !== at.from) return true;
  }
  return false;
}

function children(node) {
  const found = [];
  for (let at = node.firstChild; at; at = at.nextSibling) found.push(at);
  return found;
}

// What stands in a list, in brackets or between the commas of `in (…)`.
function flat(node) {
  return AROUND.has(node.name) ? children(node).flatMap(flat) : [node];
}

class Texts {
  constructor(expression) {
    this.expression = expression;
  }

  of(node) {
    return this.expression.slice(node.from, node.to);
  }

  // A text literal's value; null of anything else.
  literal(node) {
    if (node.name !== "StringLiteral") return null;
    try {
      return JSON.parse(this.of(node));
    } catch {
      return null;
    }
  }

  // The names of a path, null where it begins with no variable. A filter keeps what it filters.
  path(node) {
    if (node.name === "VariableName") return [this.of(node).replace(/\s+/g, " ")];
    if (node.name === "FilterExpression") return this.path(node.firstChild);
    if (node.name === "ParenthesizedExpression") return this.path(children(node)[1]);
    if (node.name !== "PathExpression") return null;
    const [first, last] = [this.path(node.firstChild), this.path(node.lastChild)];
    return first && last && [...first, ...last];
  }

  // `a = "x"`, `"x" != a`, `a in ("x", "y")`, `"x" in a`: each path with each text.
  *compared(node) {
    const [left, ...rest] = children(node);
    const right = rest.flatMap(flat);
    const signs = right.filter(({ name }) => name === "CompareOp");
    const plain = rest.some(({ name }) => name === "in" || name === "CompareOp");
    if (!plain || !signs.every((sign) => EQUALS.has(this.of(sign)))) return;
    yield* this.pairs(flat(left), right);
    yield* this.pairs(right, flat(left));
  }

  // `list contains(a, "x")`
  *contained(node) {
    const given = children(node).find(({ name }) => name === "PositionalParameters");
    if (!given || this.of(node.firstChild) !== "list contains") return;
    const [list, element] = children(given);
    if (element) yield* this.pairs([list], [element]);
  }

  *pairs(paths, texts) {
    for (const path of paths.map((node) => this.path(node)).filter(Boolean)) {
      for (const node of texts) {
        const text = this.literal(node);
        if (text !== null) yield [path, text, node.from];
      }
    }
  }

  // The texts and paths that can be its value; null where anything else can.
  gives(node) {
    if (node.name === "null") return [];
    if (node.name === "ParenthesizedExpression") return this.gives(children(node)[1]);
    if (node.name === "IfExpression") {
      const [one, other] = ["then", "else"].map((word) => {
        const before = children(node).find(({ name }) => name === word);
        return before?.nextSibling ? this.gives(before.nextSibling) : null;
      });
      return one && other && [...one, ...other];
    }
    const found = this.literal(node) ?? this.path(node);
    return found === null ? null : [found];
  }
}

export function reader(parser) {
  return (expression) => {
    const bound = new Set(["item", "partial", "?"]);
    const texts = new Texts(expression);
    const [names, paths, compared] = [[], [], []];
    let at = -1;
    const tree = parser.configure({ top: "Expression" }).parse(expression);
    tree.iterate({
      enter({ node }) {
        if (node.type.isError && at < 0) at = node.from;
        if (BINDS.has(node.name)) bound.add(texts.of(node));
        if (node.name === "VariableName" && leftmost(node) && !calls(node) && !filters(node)) {
          names.push([texts.of(node), node.from]);
        }
        if (at >= 0 || filters(node)) return;
        if (node.name === "PathExpression") paths.push([texts.path(node), node.lastChild.from]);
        if (node.name === "Comparison") compared.push(...texts.compared(node));
        if (node.name === "FunctionInvocation") compared.push(...texts.contained(node));
      },
    });
    const free = ([path]) => path !== null && !bound.has(path[0]);
    const whole = at < 0;
    const first = tree.topNode.firstChild;
    return JSON.stringify([
      {
        at,
        names: names.filter(([name]) => !bound.has(name)),
        paths: whole ? paths.filter(free) : [],
        compared: whole ? compared.filter(free) : [],
        gives: whole && first ? texts.gives(first) : null,
      },
    ]);
  };
}
