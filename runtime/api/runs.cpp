#include "projections/runs.hpp"

#include <boost/json.hpp>

#include "runtime/api/answers.hpp"
#include "runtime/api/handlers.hpp"
#include "runtime/api/render.hpp"
#include "runtime/core/request_ids.hpp"
#include "runtime/http/json_body.hpp"

namespace riskflow::runtime {

namespace js = boost::json;
namespace pj = projections;

Handled get_runs(const http::Request& request, Call& call) {
  return answer_page(request, call, pj::table_of<pj::RunRow>());
}

Handled get_run(const http::Request& request, Call& call) {
  const auto reading = reading_for(request, call);
  if (!reading) return fail(reading.error());
  const auto id = run_id(http::param(request, "run"), *reading);
  if (!id) return fail(id.error());
  const auto row = reading->find<pj::RunRow>(key_of(*id));
  if (!row) return fail(row.error());
  if (!*row) return fail(Errc::not_found, "no such run", "run");
  auto lens = call.lens();
  auto body = render(pj::table_of<pj::RunRow>(), any_row(**row), lens);
  if (!body) return fail(body.error());
  const auto steps = reading->within<pj::StepRow>("runId", pj::scalar_of(*id), 1000);
  if (!steps) return fail(steps.error());
  std::vector<pj::AnyRow> any;
  for (const auto& step : *steps) any.push_back(any_row(step));
  auto rendered = render(pj::table_of<pj::StepRow>(), any, lens, {});
  if (!rendered) return fail(rendered.error());
  (*body)["steps"] = std::move(*rendered);
  return answer_json(*body, reading->position());
}

Handled post_run(const http::Request& request, Call& call) {
  const auto body = http::read_json_object(request.body);
  if (!body) return fail(body.error());
  if (auto ok = body->only({"flow", "case"}); !ok) return fail(ok.error());
  const auto flow_text = body->text("flow");
  if (!flow_text) return fail(flow_text.error());
  const auto case_text = body->text("case");
  if (!case_text) return fail(case_text.error());
  const auto reading = reading_for(request, call);
  if (!reading) return fail(reading.error());
  const auto flow = visible_flow_id(*flow_text, *reading, call);
  if (!flow) return fail(flow.error());
  const auto on = case_id(*case_text, *reading);
  if (!on) return fail(on.error());
  const auto id = new_id<RunId>(call.context.request, 0);
  const auto receipt = call.app.bus->execute(domain::run::Start{id, *flow, *on}, call.context);
  if (!receipt) return fail(receipt.error());
  auto response =
      answer_done(*receipt, js::object{{"id", to_text(id)}}, http::HttpStatus::accepted);
  response.headers.set("Location", "/v1.0/runs/" + to_text(id));
  return response;
}

}  // namespace riskflow::runtime
