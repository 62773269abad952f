"""Element templates as Camunda Modeler reads them: JSON for Camunda 8 and for Camunda 7.

The formats are those of `@camunda/zeebe-element-templates-json-schema` and
`@camunda/element-templates-json-schema`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from engine.element_templates.template_parts import Binding, Template, TemplateField

Json = dict[str, object]
_PACKAGES = "https://unpkg.com/@camunda"
_TYPED = ("UserTask", "ServiceTask")  # what Camunda 8's schema wants as the element's type
_OPTIONAL = frozenset(
    {Binding.PROPERTY, Binding.INPUT, Binding.OUTPUT}
)  # else an empty value is kept


@dataclass(frozen=True, slots=True)
class Dialect:
    """A dialect of Camunda: its schema, the file of its templates, how fields are bound."""

    id: str
    schema: str
    bind: Callable[[TemplateField], Json]
    hidden: Mapping[Binding, tuple[tuple[Json, str], ...]]  # what goes with a place, never shown
    places: frozenset[Binding]
    rich: bool  # events, tooltips, optional values and FEEL are said in the template

    @property
    def file(self) -> str:
        """The name of the file with the dialect's templates."""
        return f"motcua-{self.id}.json"


def written(templates: Iterable[Template], dialect: Dialect) -> str:
    """All templates as the text of one file."""
    listed = [_template(template, dialect) for template in templates]
    return json.dumps(listed, ensure_ascii=False, indent=2) + "\n"


def _template(template: Template, dialect: Dialect) -> Json:
    element = f"bpmn:{template.element}"
    result: Json = {
        "$schema": dialect.schema,
        "name": template.name,
        "id": f"motcua.{dialect.id}.{template.id}",
        "description": template.help,
        "keywords": list(template.keywords),
        "appliesTo": [element],
    }
    if template.automatic:
        result["isDefault"] = True
    if dialect.rich and (template.element in _TYPED or template.event):
        result["elementType"] = {"value": element} | _event(template)
    opened: Json = {"openByDefault": True} if dialect.rich else {}
    used = {f.group for f in template.fields if f.place in dialect.places}
    result["groups"] = [
        {"id": g.id, "label": g.label} | opened for g in template.groups if g.id in used
    ]
    if dialect.rich:  # listeners would run code: `check` refuses them
        result["entriesVisible"] = {"executionListeners": False, "taskListeners": False}
    elif template.event:  # the panel's own group is all that can write the timer's duration
        result["entriesVisible"] = True
    result["properties"] = [p for f in template.fields for p in _properties(f, dialect)]
    return result


def _event(template: Template) -> Json:
    return {"eventDefinition": f"bpmn:{template.event}"} if template.event else {}


def _properties(field: TemplateField, dialect: Dialect) -> list[Json]:
    if field.place not in dialect.places:
        return []
    hidden = dialect.hidden.get(field.place, ())
    extra = [_hidden(binding, value) for binding, value in hidden]
    return [*extra, _property(field, dialect)]


def _hidden(binding: Json, value: str) -> Json:
    default: Json = {"value": value} if value else {}
    return {"type": "Hidden", "binding": binding} | default


def _property(field: TemplateField, dialect: Dialect) -> Json:
    if field.place is Binding.KIND:
        return _hidden(dialect.bind(field), field.value)
    optional = _is_optional(field, dialect)
    result: Json = {
        "label": field.label,
        "description": _help(field, dialect),
        "group": field.group,
        "type": "Dropdown" if field.choices else "String",
    }
    if field.value:
        result["value"] = field.value
    if field.choices:  # Camunda 8's panel adds an empty choice where a value is optional
        none = [("", f"({field.none})")] if field.none and not optional else []
        listed = [*none, *field.choices]
        result["choices"] = [{"name": label, "value": value} for value, label in listed]
    result["binding"] = dialect.bind(field)
    result |= _rules(field, dialect)
    return result


def _is_optional(field: TemplateField, dialect: Dialect) -> bool:
    return dialect.rich and field.place in _OPTIONAL and not field.required


def _help(field: TemplateField, dialect: Dialect) -> str:
    """Say what the panel itself does not show: what empty means, that FEEL begins with `=`."""
    hints = [field.help] if field.help else []
    if field.none and _is_optional(field, dialect):
        hints.append(f"Để trống: {field.none}.")
    if field.only_feel and not dialect.rich:
        hints.append("Bắt đầu bằng dấu =.")
    return " ".join(hints)


def _rules(field: TemplateField, dialect: Dialect) -> Json:
    result: Json = {}
    optional = _is_optional(field, dialect)
    constraints: Json = {"notEmpty": True} if field.required else {}
    if field.pattern:
        # Camunda 8's panel says the label before the message, Camunda 7's does not.
        message = field.message if dialect.rich else f"{field.label} {field.message}"
        # Camunda 8's panel tests an empty field as the word "undefined".
        empty = "^undefined$|" if dialect.rich and not field.required else ""
        constraints["pattern"] = {"value": empty + field.pattern, "message": message}
    if constraints:
        result["constraints"] = ({"notEmpty": False} if optional else {}) | constraints
    if optional:
        result["optional"] = True
    if dialect.rich and field.feel:
        result["feel"] = "required" if field.only_feel else "optional"
    return result


def _bind8(field: TemplateField) -> Json:
    by_place: dict[Binding, Json] = {
        Binding.ROLE: {"type": "zeebe:assignmentDefinition", "property": "candidateGroups"},
        Binding.FORM: {"type": "zeebe:formDefinition", "property": "formId"},
        Binding.KIND: {"type": "zeebe:taskDefinition", "property": "type"},
        Binding.PROPERTY: {"type": "zeebe:property", "name": field.name},
        Binding.INPUT: {"type": "zeebe:input", "name": field.name},
        Binding.OUTPUT: {"type": "zeebe:output", "source": f"={field.name}"},
        Binding.DURATION: {"type": "bpmn:TimerEventDefinition#property", "name": field.name},
    }
    return by_place[field.place]


def _bind7(field: TemplateField) -> Json:
    by_place: dict[Binding, Json] = {
        Binding.ROLE: {"type": "property", "name": "camunda:candidateGroups"},
        Binding.FORM: {"type": "property", "name": "camunda:formRef"},
        Binding.KIND: {"type": "property", "name": "camunda:topic"},
        Binding.PROPERTY: {"type": "camunda:property", "name": field.name},
        Binding.SUBSTITUTE: {"type": "camunda:property", "name": field.name},
        Binding.INPUT: {"type": "camunda:inputParameter", "name": field.name},
        Binding.OUTPUT: {"type": "camunda:outputParameter", "source": f"={field.name}"},
    }
    return by_place[field.place]


CAMUNDA8 = Dialect(
    "camunda8",
    f"{_PACKAGES}/zeebe-element-templates-json-schema/resources/schema.json",
    _bind8,
    {Binding.ROLE: (({"type": "zeebe:userTask"}, ""),)},
    frozenset(Binding) - {Binding.SUBSTITUTE},
    rich=True,
)
CAMUNDA7 = Dialect(
    "camunda7",
    f"{_PACKAGES}/element-templates-json-schema/resources/schema.json",
    _bind7,
    {
        Binding.FORM: (({"type": "property", "name": "camunda:formRefBinding"}, "latest"),),
        Binding.KIND: (({"type": "property", "name": "camunda:type"}, "external"),),
    },
    frozenset(Binding) - {Binding.DURATION},
    rich=False,
)
DIALECTS = (CAMUNDA8, CAMUNDA7)
