#include "projections/audit.hpp"

#include <algorithm>

#include <boost/json.hpp>

#include "runtime/api/answers.hpp"
#include "runtime/api/handlers.hpp"
#include "runtime/api/replay.hpp"

namespace riskflow::runtime {

namespace js = boost::json;
namespace pj = projections;

static constexpr std::uint64_t events_most = 1000;  // of one page

Handled get_audit(const http::Request& request, Call& call) {
  return answer_page(request, call, pj::table_of<pj::AuditRow>());
}

// Whether the last page ends with the state.
enum class Closing : std::uint8_t { plain, with_state };

// An export goes where no permission follows it, so what is written about a person stays
// sealed in it, whoever asks.
static Texts texts_for(Closing closing) {
  return closing == Closing::plain ? Texts::sealed : Texts::opened;
}

// Persons go by their pseudonyms here, also while names are shown: a page of the log names so many
// that nobody could account for having looked at each.
static Handled events_page(const http::Request& request, Call& call, Position to, Closing closing) {
  const auto from = number_or(request, "from", 0);
  if (!from) return fail(from.error());
  const auto top = number_or(request, "top", 100);
  if (!top) return fail(top.error());
  if (*top == 0 || *top > events_most)
    return fail(Errc::invalid, "must be 1 to " + std::to_string(events_most), "top");
  const auto end = number_or(request, "to", to_number(to));
  if (!end) return fail(end.error());
  auto lens = call.lens();
  const ReplayRange range{Position{*from}, std::min(to, Position{*end}),
                          static_cast<std::size_t>(*top), texts_for(closing)};
  auto events = replay_log(call, lens, range);
  if (!events) return fail(events.error());
  js::object body;
  auto next = *from;
  if (!events->empty()) next = events->back().at("position").to_number<std::uint64_t>() + 1;
  if (Position{next} < range.to) {
    body["next"] = next;
  } else if (closing == Closing::with_state) {
    auto state = call.app.log_state.at(*call.app.log, range.to);
    if (!state) return fail(state.error());
    body["state"] = std::move(*state);
  }
  body["value"] = std::move(*events);
  return answer_json(body, to);
}

Handled get_events(const http::Request& request, Call& call) {
  if (auto ok = http::only_query(request, {"from", "to", "top"}); !ok) return fail(ok.error());
  return events_page(request, call, call.app.log->head(), Closing::plain);
}

Handled get_replay(const http::Request& request, Call& call) {
  if (auto ok = http::only_query(request, {"case", "$asOf", "asOf", "from", "to", "top"}); !ok)
    return fail(ok.error());
  auto asked = request;
  if (const auto as_of = http::query_value(request, "asOf"))
    asked.query.push_back({"$asOf", std::string(*as_of)});
  const auto reading = reading_for(asked, call);
  if (!reading) return fail(reading.error());
  const auto text = http::query_value(request, "case");
  if (!text) return events_page(request, call, reading->position(), Closing::with_state);
  const auto id = case_id(*text, *reading);
  if (!id) return fail(id.error());
  auto lens = call.lens();
  const auto folded = call.app.aggregates->load(domain::casework::stream(*id));
  if (!folded) return fail(folded.error());
  const auto& state = std::get<domain::casework::State>((*folded)->state);
  if (auto ok = lens.will_show(std::vector{state.subject}); !ok) return fail(ok.error());
  const auto body = replay_case(call, lens, *id, *reading);
  if (!body) return fail(body.error());
  return answer_json(*body, reading->position());
}

}  // namespace riskflow::runtime
