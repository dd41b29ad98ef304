#include "projections/cases.hpp"

#include <algorithm>

#include <boost/json.hpp>

#include "projections/alerts.hpp"
#include "projections/query.hpp"
#include "projections/runs.hpp"
#include "runtime/api/answers.hpp"
#include "runtime/api/handlers.hpp"
#include "runtime/api/render.hpp"
#include "runtime/http/json_body.hpp"
#include "runtime/http/target.hpp"

namespace riskflow::runtime {

namespace js = boost::json;
namespace pj = projections;

static constexpr std::uint32_t page_rows = 1000;  // of each part of a case page

Handled get_cases(const http::Request& request, Call& call) {
  return answer_page(request, call, pj::table_of<pj::CaseRow>());
}

// The case that the path names.  Everybody who may work on cases may see each of them, and a
// contributor their own; everybody else is answered the same whether or not there is such a case.
// Who is a contributor now counts, also for a look at the past.
static Result<CaseId> case_of(const http::Request& request, const Call& call,
                              const pj::Reading& reading) {
  auto id = case_id(http::param(request, "case"), reading);
  if (call.caller.may(domain::Permission::work_on_cases)) return id;
  const auto refusal = domain::check(call.caller.groups, domain::Permission::work_on_cases);
  if (!id) return fail(refusal.error());
  const auto folded = call.app.aggregates->load(domain::casework::stream(*id));
  if (!folded) return fail(folded.error());
  const auto& state = std::get<domain::casework::State>((*folded)->state);
  if (!state.contributors.contains(call.caller.actor.ref)) return fail(refusal.error());
  return id;
}
static Result<CaseId> case_of(const http::Request& request, const Call& call) {
  const auto reading = reading_for(request, call);
  if (!reading) return fail(reading.error());
  return case_of(request, call, *reading);
}

static std::string of_case(const CaseId& id) { return "caseId eq '" + to_text(id) + "'"; }

// One part of a case page: the newest rows of another table that belong to the case, and where the
// older ones are when it has more.
struct Part {
  std::string_view name, newest_first, all;
};

template <class Row>
static Status add_part(js::object& page, const Part& part, const pj::Reading& reading,
                       const CaseId& id, Lens& lens) {
  static constexpr std::array<std::uint8_t, 32> no_key{};  // its token is not handed out
  const auto rows = pj::ask_any(
      reading, pj::table_of<Row>(),
      {.filter = of_case(id), .order_by = part.newest_first, .top = page_rows, .skip_token = {}},
      {no_key, "case page"});
  if (!rows) return fail(rows.error());
  auto shown = render(pj::table_of<Row>(), rows->rows, lens, {});
  if (!shown) return fail(shown.error());
  page[part.name] = std::move(*shown);
  if (!rows->next.empty()) page[std::string(part.name) + "@odata.nextLink"] = std::string(part.all);
  return {};
}

Handled get_case(const http::Request& request, Call& call) {
  const auto reading = reading_for(request, call);
  if (!reading) return fail(reading.error());
  const auto id = case_of(request, call, *reading);
  if (!id) return fail(id.error());
  const auto row = reading->find<pj::CaseRow>(key_of(*id));
  if (!row) return fail(row.error());
  if (!*row) return fail(Errc::not_found, "no such case", "case");
  auto lens = call.lens();
  auto page = render(pj::table_of<pj::CaseRow>(), any_row(**row), lens);
  if (!page) return fail(page.error());
  const auto of_this = "?$filter=" + http::encode(of_case(*id));
  const auto alerts = "/v1.0/alerts" + of_this, runs = "/v1.0/runs" + of_this;
  const auto notes = "/v1.0/cases/" + to_text(*id) + "/notes";
  Status added = add_part<pj::AlertRow>(*page, {"alerts", "detectedDateTime desc", alerts},
                                        *reading, *id, lens);
  if (added)
    added = add_part<pj::NoteRow>(*page, {"notes", "number desc", notes}, *reading, *id, lens);
  if (added)
    added =
        add_part<pj::RunRow>(*page, {"runs", "startedDateTime desc", runs}, *reading, *id, lens);
  if (!added) return fail(added.error());
  return answer_json(*page, reading->position());
}

Handled get_notes(const http::Request& request, Call& call) {
  const auto id = case_of(request, call);
  if (!id) return fail(id.error());
  // The filter leads to the case's notes; that no other is shown does not rest on its text.
  const auto is_theirs = [case_id = *id](const void* row) {
    return static_cast<const pj::NoteRow*>(row)->of_case == case_id;
  };
  return answer_page(request, call, pj::table_of<pj::NoteRow>(), {is_theirs, of_case(*id)});
}

Handled post_note(const http::Request& request, Call& call) {
  const auto id = case_of(request, call);
  if (!id) return fail(id.error());
  const auto body = http::read_json_object(request.body);
  if (!body) return fail(body.error());
  if (auto ok = body->only({"text"}); !ok) return fail(ok.error());
  const auto text = body->text("text");
  if (!text) return fail(text.error());
  return run_command(call, domain::casework::AddNote{*id, *text},
                     js::object{{"caseId", to_text(*id)}}, http::HttpStatus::created);
}

Handled post_resolve(const http::Request& request, Call& call) {
  const auto id = case_of(request, call);
  if (!id) return fail(id.error());
  const auto body = http::read_json_object(request.body);
  if (!body) return fail(body.error());
  if (auto ok = body->only({"resolveAs", "actionTaken"}); !ok) return fail(ok.error());
  const auto word = body->text("resolveAs");
  if (!word) return fail(word.error());
  const auto as = domain::word_from_text<domain::Resolution>(*word, "resolveAs");
  if (!as) return fail(as.error());
  const auto reasons = body->text("actionTaken");
  if (!reasons) return fail(reasons.error());
  return run_command(call, domain::casework::ResolveCase{*id, *as, *reasons},
                     js::object{{"caseId", to_text(*id)}, {"status", "Closed"}});
}

Handled post_contributor(const http::Request& request, Call& call) {
  const auto body = http::read_json_object(request.body);
  if (!body) return fail(body.error());
  if (auto ok = body->only({"operator"}); !ok) return fail(ok.error());
  const auto name = body->text("operator");
  if (!name) return fail(name.error());
  const auto person = operator_id(*name, call);
  if (!person) return fail(person.error());
  const auto id = case_of(request, call);
  if (!id) return fail(id.error());
  return run_command(call, domain::casework::AddContributor{*id, *person},
                     js::object{{"operator", to_text(*person)}}, http::HttpStatus::created);
}

Handled delete_contributor(const http::Request& request, Call& call) {
  const auto person = operator_id(http::param(request, "operator"), call);
  if (!person) return fail(person.error());
  const auto id = case_of(request, call);
  if (!id) return fail(id.error());
  return run_command(call, domain::casework::RemoveContributor{*id, *person}, js::object{});
}

}  // namespace riskflow::runtime
