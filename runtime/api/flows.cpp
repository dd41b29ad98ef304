#include "projections/flows.hpp"

#include <boost/json.hpp>

#include "domain/operations.hpp"
#include "runtime/api/answers.hpp"
#include "runtime/api/handlers.hpp"
#include "runtime/api/render.hpp"
#include "runtime/core/request_ids.hpp"
#include "runtime/http/json_body.hpp"
#include "runtime/templates/templates.hpp"

namespace riskflow::runtime {

namespace js = boost::json;
namespace pj = projections;

Handled get_flows(const http::Request& request, Call& call) {
  return answer_page(request, call, pj::table_of<pj::FlowRow>(), {.may_see = visible_flows(call)});
}

static Result<FlowId> flow_of(const http::Request& request, const Call& call) {
  const auto reading = reading_for(request, call);
  if (!reading) return fail(reading.error());
  return visible_flow_id(http::param(request, "flow"), *reading, call);
}

Handled get_flow(const http::Request& request, Call& call) {
  const auto reading = reading_for(request, call);
  if (!reading) return fail(reading.error());
  const auto may_see = visible_flows(call);
  const auto id = flow_id(http::param(request, "flow"), *reading, may_see);
  if (!id) return fail(id.error());
  const auto row = reading->find<pj::FlowRow>(key_of(*id));
  if (!row) return fail(row.error());
  if (!*row || (*row)->deleted || (may_see && !may_see(&**row))) return no_such_flow();
  auto lens = call.lens();
  auto body = render(pj::table_of<pj::FlowRow>(), any_row(**row), lens);
  if (!body) return fail(body.error());
  const auto folded = call.app.aggregates->load(domain::flow::stream(*id));
  if (!folded) return fail(folded.error());
  const auto& last = std::get<domain::flow::State>((*folded)->state).revisions.back();
  (*body)["definition"] = js::parse(last.definition);
  (*body)["parameters"] = js::parse(last.parameters);
  return answer_json(*body, reading->position());
}

Handled get_templates(const http::Request&, Call& call) {
  js::array out;
  for (const auto& one : templates())
    out.push_back(js::object{{"id", one.id},
                             {"displayName", one.name},
                             {"surface", one.surface},
                             {"description", one.summary},
                             {"definition", js::parse(one.definition)}});
  return answer_json(js::object{{"value", std::move(out)}}, call.app.views->position());
}

Handled get_operations(const http::Request&, Call& call) {
  js::array out;
  for (const auto& row : domain::operations())
    out.push_back(js::object{{"connector", row.api},
                             {"operation", row.id},
                             {"summary", row.summary},
                             {"needsIdentity", row.needs == domain::Needs::identity}});
  return answer_json(js::object{{"value", std::move(out)}}, call.app.views->position());
}

// Where the definition comes from: a template, or the request itself.
static Status fill_definition(const http::JsonBody& body, domain::flow::Create& command) {
  const auto from = body.text_if("template");
  if (!from) return fail(from.error());
  if (from->has_value() == body.has("definition"))
    return fail(Errc::invalid, "give either a template or a definition", "template");
  if (*from) {
    const auto* known = find_template(**from);
    if (known == nullptr)
      return fail(Errc::not_found, "no such template: 'riskflow flow templates' shows them",
                  "template");
    command.from_template = known->id;
    command.definition = known->definition;
    if (command.name.empty()) command.name = known->name;
  } else {
    const auto definition = body.any("definition");
    if (!definition) return fail(definition.error());
    command.definition = *definition;
  }
  if (!body.has("parameters")) return {};
  const auto parameters = body.any("parameters");
  if (!parameters) return fail(parameters.error());
  command.parameters = *parameters;
  return {};
}

Handled post_flow(const http::Request& request, Call& call) {
  const auto body = http::read_json_object(request.body);
  if (!body) return fail(body.error());
  if (auto ok = body->only({"name", "template", "definition", "parameters", "turnOn"}); !ok)
    return fail(ok.error());
  const auto name = body->text_if("name");
  if (!name) return fail(name.error());
  const auto turn_on = body->flag_if("turnOn");
  if (!turn_on) return fail(turn_on.error());
  domain::flow::Create command{
      new_id<FlowId>(call.context.request, 0), name->value_or(""), {}, {}, "{}"};
  if (auto ok = fill_definition(*body, command); !ok) return fail(ok.error());
  command.is_on = turn_on->value_or(false);
  return run_command(call, command,
                     js::object{{"id", to_text(command.id)}, {"displayName", command.name}},
                     http::HttpStatus::created);
}

template <class Command>
static Handled flow_command(const http::Request& request, Call& call) {
  const auto id = flow_of(request, call);
  if (!id) return fail(id.error());
  return run_command(call, Command{*id}, js::object{{"id", to_text(*id)}});
}

Handled post_turn_on(const http::Request& request, Call& call) {
  return flow_command<domain::flow::TurnOn>(request, call);
}
Handled post_turn_off(const http::Request& request, Call& call) {
  return flow_command<domain::flow::TurnOff>(request, call);
}
Handled delete_flow(const http::Request& request, Call& call) {
  return flow_command<domain::flow::Delete>(request, call);
}

Handled post_share(const http::Request& request, Call& call) {
  const auto body = http::read_json_object(request.body);
  if (!body) return fail(body.error());
  if (auto ok = body->only({"with", "as"}); !ok) return fail(ok.error());
  const auto with = body->text("with");
  if (!with) return fail(with.error());
  const auto word = body->text("as");
  if (!word) return fail(word.error());
  const auto as = domain::word_from_text<domain::flow::Share>(*word, "as");
  if (!as) return fail(as.error());
  const auto id = flow_of(request, call);
  if (!id) return fail(id.error());
  const auto person = operator_id(*with, call);
  if (!person) return fail(person.error());
  return run_command(call, domain::flow::ShareFlow{*id, *person, *as},
                     js::object{{"id", to_text(*id)}}, http::HttpStatus::created);
}

Handled delete_share(const http::Request& request, Call& call) {
  const auto id = flow_of(request, call);
  if (!id) return fail(id.error());
  const auto person = operator_id(http::param(request, "operator"), call);
  if (!person) return fail(person.error());
  return run_command(call, domain::flow::UnshareFlow{*id, *person}, js::object{});
}

}  // namespace riskflow::runtime
