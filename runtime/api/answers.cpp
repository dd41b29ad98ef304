#include "runtime/api/answers.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include <boost/json.hpp>
#include <fmt/format.h>

#include "projections/all.hpp"
#include "projections/prefix.hpp"
#include "projections/query.hpp"
#include "runtime/api/render.hpp"
#include "runtime/http/target.hpp"
#include "runtime/lookups.hpp"

namespace riskflow::runtime {

namespace js = boost::json;
namespace pj = projections;

Result<std::uint64_t> number_from(std::string_view text, std::string_view target) {
  std::uint64_t number = 0;
  const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (ec != std::errc{} || end != text.data() + text.size())
    return fail(Errc::invalid, "must be a number", std::string(target));
  return number;
}

Result<std::uint64_t> number_or(const http::Request& request, std::string_view name,
                                std::uint64_t otherwise) {
  const auto text = http::query_value(request, name);
  return text ? number_from(*text, name) : otherwise;
}

static constexpr std::chrono::milliseconds freshness_wait{250};

Result<pj::Reading> reading_for(const http::Request& request, const Call& call) {
  pj::Moment moment;
  if (const auto after = request.headers.find("Riskflow-After")) {
    const auto position = number_from(*after, "Riskflow-After");
    if (!position) return fail(position.error());
    if (Position{*position} > call.app.log->head())
      return fail(Errc::invalid, "no answer of this log has had that position", "Riskflow-After");
    moment.after = Position{*position};
  }
  if (const auto as_of = http::query_value(request, "$asOf")) {
    if (const auto position = number_from(*as_of, "$asOf")) {
      moment.as_of = Position{*position};
    } else {
      const auto at = instant_from_text(*as_of);
      if (!at)
        return fail(Errc::invalid,
                    "must be a position in the log, or a date-time as 2026-01-31T08:30:00Z",
                    "$asOf");
      moment.as_of = *at;
    }
  }
  // Who says nothing gets what was acknowledged before they asked, or after a moment what is there.
  if (!moment.after && !moment.as_of)
    static_cast<void>(call.app.views->wait_for(call.app.log->head(), freshness_wait));
  return call.app.views->read(moment);
}

http::Response answer_json(const js::value& body, Position position, http::HttpStatus status) {
  auto response = http::json(js::serialize(body), status);
  response.headers.set("Riskflow-Position", std::to_string(to_number(position)));
  return response;
}

std::unexpected<Error> nothing_signed() {
  return fail(Errc::rejected,
              "this log was restored for reading only: nothing of it is signed or backed up; the "
              "checkpoint and the backup that it came from are",
              "log");
}

http::Response answer_done(const eventstore::Receipt& receipt, const js::value& body,
                           http::HttpStatus status) {
  return answer_json(body, receipt.first + receipt.events, status);
}

Result<http::Response> run_command(Call& call, const domain::Command& command,
                                   const js::value& body, http::HttpStatus status) {
  const auto receipt = call.app.bus->execute(command, call.context);
  if (!receipt) return fail(receipt.error());
  return answer_done(*receipt, body, status);
}

// ---- which flows ----

static bool sees_every_flow(const Call& call) {
  return call.caller.may(domain::Permission::configure_policies_and_settings);
}

// Whether the caller made the flow or it is shared with them: now, whatever the moment that they
// look at.  Its state and not its row, which may be of the past, or behind.
static Result<bool> is_theirs(const FlowId& id, const Call& call) {
  const auto folded = call.app.aggregates->load(domain::flow::stream(id));
  if (!folded) return fail(folded.error());
  const auto& flow = std::get<domain::flow::State>((*folded)->state);
  const auto& who = call.caller.actor.ref;
  return flow.id && (flow.creator == who || flow.shares.contains(who));
}

RowFilter visible_flows(const Call& call) {
  if (sees_every_flow(call)) return {};
  return [&call](const void* row) {
    return is_theirs(static_cast<const pj::FlowRow*>(row)->id, call).value_or(false);
  };
}

std::unexpected<Error> no_such_flow() {
  return fail(Errc::not_found, "no such flow: give its name or id", "flow");
}

// ---- pages ----

// What a request asks of a table.  The views live as long as the request.
static Result<pj::Query> query_of(const http::Request& request) {
  if (auto ok = http::only_query(request,
                                 {"$filter", "$orderby", "$top", "$skiptoken", "$count", "$asOf"});
      !ok)
    return fail(ok.error());
  pj::Query query;
  query.filter = http::query_value(request, "$filter").value_or("");
  query.order_by = http::query_value(request, "$orderby").value_or("");
  query.skip_token = http::query_value(request, "$skiptoken").value_or("");
  if (const auto top = http::query_value(request, "$top")) {
    const auto number = number_from(*top, "$top");
    if (!number || *number < 1 || *number > pj::top_max)
      return fail(Errc::invalid, "must be 1 to " + std::to_string(pj::top_max), "$top");
    query.top = static_cast<std::uint32_t>(*number);
  }
  if (const auto count = http::query_value(request, "$count")) {
    if (*count != "true" && *count != "false")
      return fail(Errc::invalid, "must be true or false", "$count");
    if (*count == "true") query.count = pj::Counting::yes;
  }
  return query;
}

static std::string both(const std::string& one, std::string_view other) {
  if (one.empty() || other.empty()) return one + std::string(other);
  return one + " and (" + std::string(other) + ")";
}

// The same question again, for the next page.
static std::string next_link(const http::Request& request, const std::string& token) {
  std::string link = request.path + "?";
  for (const auto& pair : request.query)
    if (pair.name != "$skiptoken" && pair.name != "$asOf")
      link += http::encode(pair.name) + "=" + http::encode(pair.value) + "&";
  return link + "$skiptoken=" + token;
}

Result<http::Response> answer_page(const http::Request& request, const Call& call,
                                   const pj::Table& table, Shown shown) {
  auto query = query_of(request);
  if (!query) return fail(query.error());
  const auto filter = both(shown.filter, query->filter);
  query->filter = filter;
  const auto reading = reading_for(request, call);
  if (!reading) return fail(reading.error());
  const auto who = to_text(call.caller.actor.ref);
  // A turn is for what computes only: nobody waits for the log with one
  // (docs/adr/0008-pages-in-turn.md).
  std::optional<Turnstile::Turn> turn(std::in_place, call.app.page_makers);
  const auto page =
      pj::ask_any(*reading, table, *query, {call.app.page_key, who, std::move(shown.may_see)});
  if (!page) return fail(page.error());
  auto lens = call.lens();
  if (lens.shows_names()) {
    turn.reset();
    if (auto ok = put_on_record(table, page->rows, lens); !ok) return fail(ok.error());
    turn.emplace(call.app.page_makers);
  }
  js::monotonic_resource arena;  // given back at once, not value by value
  auto rows = render(table, page->rows, lens, &arena);
  if (!rows) return fail(rows.error());
  js::object body(&arena);
  body["value"] = std::move(*rows);  // a list of initializers would copy them
  if (!page->next.empty()) body["@odata.nextLink"] = next_link(request, page->next);
  if (page->total) {
    body["@odata.count"] = page->total->rows;
    body["@riskflow.countIsExact"] = page->total->is_exact;
  }
  return answer_json(std::move(body), page->position);
}

// ---- ids ----

// For questions of our own: their tokens never leave.
static constexpr std::array<std::uint8_t, 32> no_key{};

// The rows that a filter finds, two at most.
template <class Row>
static Result<std::vector<Row>> found_by(const std::string& filter, const pj::Reading& reading,
                                         const RowFilter& may_see = {}) {
  const auto page =
      pj::ask<Row>(reading, {.filter = filter, .order_by = {}, .top = 2, .skip_token = {}},
                   {no_key, "lookup", may_see});
  if (!page) return fail(page.error());
  return page->rows;
}

// The one row of a table whose id is, or begins with, these digits.
template <class Row, class AnId>
static Result<AnId> by_beginning(std::string_view text, const pj::Reading& reading,
                                 std::string_view what) {
  std::string digits;
  for (const char c : text) digits += c >= 'A' && c <= 'F' ? static_cast<char>(c + 32) : c;
  if (digits.size() < 4 || digits.size() > 32 ||
      digits.find_first_not_of("0123456789abcdef") != std::string::npos)
    return fail(Errc::invalid,
                "not an id: give its 32 hexadecimal digits, or the first of them (4 or more)",
                std::string(what));
  if (digits.size() == 32) return id_from_text<AnId>(digits, what);
  const auto found = pj::ids_beginning(reading, pj::table_of<Row>(), digits, 2);
  if (!found) return fail(found.error());
  if (found->empty())
    return fail(Errc::not_found, "no such " + std::string(what), std::string(what));
  if (found->size() > 1)
    return fail(Errc::invalid, "several ids begin so: give more digits", std::string(what),
                {{"reason", "several"}});
  return id_from_text<AnId>(hex(found->front()), what);
}

Result<AlertId> alert_id(std::string_view text, const pj::Reading& reading) {
  return by_beginning<pj::AlertRow, AlertId>(text, reading, "alert");
}
Result<PolicyId> policy_id(std::string_view text, const pj::Reading& reading) {
  return by_beginning<pj::PolicyRow, PolicyId>(text, reading, "policy");
}
Result<TokenId> token_id(std::string_view text, const pj::Reading& reading) {
  return by_beginning<pj::TokenRow, TokenId>(text, reading, "token");
}
Result<RunId> run_id(std::string_view text, const pj::Reading& reading) {
  return by_beginning<pj::RunRow, RunId>(text, reading, "run");
}

Result<CaseId> case_id(std::string_view text, const pj::Reading& reading) {
  // Up to 8 digits are a number; a longer text of digits only may well be the beginning of an id.
  const auto number = number_from(text, "case");
  if (!number || text.size() > 8) return by_beginning<pj::CaseRow, CaseId>(text, reading, "case");
  const auto rows = found_by<pj::CaseRow>("number eq " + std::to_string(*number), reading);
  if (!rows) return fail(rows.error());
  if (rows->empty()) return fail(Errc::not_found, "there is no case " + std::string(text), "case");
  return rows->front().id;
}

Result<FlowId> flow_id(std::string_view text, const pj::Reading& reading,
                       const RowFilter& may_see) {
  if (const auto id = by_beginning<pj::FlowRow, FlowId>(text, reading, "flow")) return *id;
  std::string quoted;
  for (const char c : text) quoted += c == '\'' ? "''" : std::string(1, c);
  const auto rows = found_by<pj::FlowRow>("displayName eq '" + quoted + "'", reading, may_see);
  if (!rows) return fail(rows.error());
  if (rows->size() > 1)
    return fail(Errc::invalid, "several flows have this name: give the id", "flow");
  if (rows->empty()) return no_such_flow();
  return rows->front().id;
}

Result<FlowId> visible_flow_id(std::string_view text, const pj::Reading& reading,
                               const Call& call) {
  const auto id = flow_id(text, reading, visible_flows(call));
  if (!id) return fail(id.error());
  if (sees_every_flow(call)) {
    const auto folded = call.app.aggregates->load(domain::flow::stream(*id));
    if (!folded) return fail(folded.error());
    const auto& flow = std::get<domain::flow::State>((*folded)->state);
    return flow.id ? Result<FlowId>(*id) : no_such_flow();
  }
  const auto may_see = is_theirs(*id, call);
  if (!may_see) return fail(may_see.error());
  return *may_see ? Result<FlowId>(*id) : no_such_flow();
}

// By the whole id or the pseudonym; nothing when the text is neither.
static Result<std::optional<SubjectRef>> user_in_full(std::string_view text, const Call& call) {
  if (const auto whole = id_from_text<SubjectRef>(text, "user")) return *whole;
  if (auto ok = call.app.identities->catch_up(); !ok) return fail(ok.error());
  return call.app.identities->find_pseudonym(text);
}

Result<SubjectRef> user_id(std::string_view text, const Call& call) {
  const auto known = user_in_full(text, call);
  if (!known) return fail(known.error());
  if (*known) return **known;
  const auto reading = call.app.views->read();
  if (!reading) return fail(reading.error());
  auto begun = by_beginning<pj::UserRow, SubjectRef>(text, *reading, "user");
  if (begun || detail(begun.error(), "reason") == "several") return begun;
  return fail(Errc::not_found,
              "no such user: give the pseudonym (AnonXXX-000), the id, or the first of its digits "
              "(4 or more)",
              "user");
}

Result<SubjectRef> user_named_in_full(std::string_view text, const Call& call) {
  const auto known = user_in_full(text, call);
  if (!known) return fail(known.error());
  if (*known) return **known;
  const auto begun = user_id(text, call);
  if (!begun) return begun;
  const auto person = call.app.persons->find(*begun);
  if (!person) return fail(person.error());
  return fail(Errc::invalid,
              fmt::format("an erasure cannot be undone, so say whom you mean in full: the id that "
                          "begins with {} is {}, that of {}",
                          text, to_text(*begun), person->pseudonym),
              "user");
}

Result<OperatorRef> operator_id(std::string_view text, const Call& call) {
  if (const auto whole = id_from_text<OperatorRef>(text, "operator")) return *whole;
  const auto found = find_operator(call.app, std::string(text));
  if (!found) return fail(found.error());
  if (!*found)
    return fail(Errc::not_found, "no such operator: 'riskflow role list' shows them", "operator");
  return **found;
}

}  // namespace riskflow::runtime
