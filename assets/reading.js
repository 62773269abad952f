// What an expression reads, without evaluating it: for `check`. The names of its variables with
// their places, and where its syntax first goes wrong (-1 where it does not).

const BINDS = new Set(["Name", "ParameterName", "PropertyName"]);

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

export function reader(parser) {
  return (expression) => {
    const bound = new Set(["item", "partial", "?"]);
    const names = [];
    let at = -1;
    parser.configure({ top: "Expression" }).parse(expression).iterate({
      enter({ node }) {
        if (node.type.isError && at < 0) at = node.from;
        const text = expression.slice(node.from, node.to);
        if (BINDS.has(node.name)) bound.add(text);
        if (node.name === "VariableName" && leftmost(node) && !calls(node) && !filters(node)) {
          names.push([text, node.from]);
        }
      },
    });
    return JSON.stringify([{ at, names: names.filter(([name]) => !bound.has(name)) }]);
  };
}
