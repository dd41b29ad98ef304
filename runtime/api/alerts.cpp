#include "projections/alerts.hpp"

#include <boost/json.hpp>

#include "runtime/api/answers.hpp"
#include "runtime/api/handlers.hpp"
#include "runtime/api/render.hpp"
#include "runtime/core/request_ids.hpp"
#include "runtime/http/json_body.hpp"

namespace riskflow::runtime {

namespace js = boost::json;
namespace pj = projections;

Handled get_alerts(const http::Request& request, Call& call) {
  return answer_page(request, call, pj::table_of<pj::AlertRow>());
}

static Result<pj::AlertRow> alert_row(const http::Request& request, const pj::Reading& reading) {
  const auto id = alert_id(http::param(request, "alert"), reading);
  if (!id) return fail(id.error());
  const auto row = reading.find<pj::AlertRow>(key_of(*id));
  if (!row) return fail(row.error());
  if (!*row) return fail(Errc::not_found, "no such alert", "alert");
  return **row;
}

Handled get_alert(const http::Request& request, Call& call) {
  const auto reading = reading_for(request, call);
  if (!reading) return fail(reading.error());
  const auto row = alert_row(request, *reading);
  if (!row) return fail(row.error());
  auto lens = call.lens();
  const auto body = render(pj::table_of<pj::AlertRow>(), any_row(*row), lens);
  if (!body) return fail(body.error());
  return answer_json(*body, reading->position());
}

Handled post_confirm(const http::Request& request, Call& call) {
  const auto body = http::read_json_object(request.body);
  if (!body) return fail(body.error());
  if (auto ok = body->only({"caseName", "comment", "case", "contributors"}); !ok)
    return fail(ok.error());
  const auto reading = reading_for(request, call);
  if (!reading) return fail(reading.error());
  const auto alert = alert_row(request, *reading);
  if (!alert) return fail(alert.error());
  const auto name = body->text_if("caseName");
  if (!name) return fail(name.error());
  const auto comment = body->text_if("comment");
  if (!comment) return fail(comment.error());
  const auto into = body->text_if("case");
  if (!into) return fail(into.error());

  domain::casework::ConfirmAlert command;
  command.alert = alert->id;
  command.new_case = new_id<CaseId>(call.context.request, 0);
  command.name = name->value_or("");
  command.comment = comment->value_or("");
  if (*into) {
    const auto id = case_id(**into, *reading);
    if (!id) return fail(id.error());
    command.into = *id;
  }
  if (body->has("contributors")) {
    const auto names = body->texts("contributors");
    if (!names) return fail(names.error());
    for (const auto& one : *names) {
      const auto person = operator_id(one, call);
      if (!person) return fail(person.error());
      command.contributors.push_back(*person);
    }
  }
  const auto receipt = call.app.bus->execute(command, call.context);
  if (!receipt) return fail(receipt.error());
  const auto id = command.into.value_or(command.new_case);
  const auto folded = call.app.aggregates->load(domain::casework::stream(id));
  if (!folded) return fail(folded.error());
  const auto number = std::get<domain::casework::State>((*folded)->state).number;
  return answer_done(*receipt,
                     js::object{{"case", js::object{{"id", to_text(id)}, {"number", number}}}},
                     http::HttpStatus::created);
}

Handled post_dismiss(const http::Request& request, Call& call) {
  const auto body = http::read_json_object(request.body);
  if (!body) return fail(body.error());
  if (auto ok = body->only({"reason", "comment"}); !ok) return fail(ok.error());
  const auto word = body->text("reason");
  if (!word) return fail(word.error());
  const auto reason = domain::word_from_text<domain::DismissalReason>(*word, "reason");
  if (!reason) return fail(reason.error());
  const auto comment = body->text_if("comment");
  if (!comment) return fail(comment.error());
  const auto reading = reading_for(request, call);
  if (!reading) return fail(reading.error());
  const auto alert = alert_row(request, *reading);
  if (!alert) return fail(alert.error());
  const domain::alert::Dismiss command{alert->id, *reason, comment->value_or("")};
  return run_command(call, command,
                     js::object{{"alert", to_text(alert->id)}, {"status", "Dismissed"}});
}

}  // namespace riskflow::runtime
