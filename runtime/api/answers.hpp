#pragma once
// What handlers share: a reading that obeys the request, ids as people write them, and answers that
// say where in the log they stand.

#include <functional>
#include <string_view>

#include <boost/json/fwd.hpp>

#include "runtime/app_parts.hpp"

namespace riskflow::runtime {

// A number of a request, written in decimal digits.  Error: invalid, naming `target`.
Result<std::uint64_t> number_from(std::string_view text, std::string_view target);
// The same of a query; `otherwise` when it is not there.
Result<std::uint64_t> number_or(const http::Request& request, std::string_view name,
                                std::uint64_t otherwise);

// A reading of the views: not older than `Riskflow-After`, as of `$asOf` when it is asked.
Result<projections::Reading> reading_for(const http::Request& request, const Call& call);

// An answer with its consistency token.
http::Response answer_json(const boost::json::value& body, Position position,
                           http::HttpStatus status = http::HttpStatus::ok);

// The answer to a command: after its last event.
http::Response answer_done(const eventstore::Receipt& receipt, const boost::json::value& body,
                           http::HttpStatus status = http::HttpStatus::ok);

// Runs a command for the caller and answers with `body`.
Result<http::Response> run_command(Call& call, const domain::Command& command,
                                   const boost::json::value& body,
                                   http::HttpStatus status = http::HttpStatus::ok);

// What is refused of a log that was restored for reading only.  Error: rejected.
std::unexpected<Error> nothing_signed();

// Which rows the caller may see; none: every row.
using RowFilter = std::function<bool(const void* row)>;

// The flows that the caller may see: for who sets riskflow up every flow, for everybody else those
// they made or that are shared with them now.  Valid as long as the call.
RowFilter visible_flows(const Call& call);

// What rows of a table a page is about, before anybody asks for fewer.
struct Shown {
  RowFilter may_see{};
  std::string filter{};  // where to look, as in $filter; "": everywhere.  No guard: may_see is
};

// A page of a table: $filter, $orderby, $top, $skiptoken, $count, $asOf.
Result<http::Response> answer_page(const http::Request& request, const Call& call,
                                   const projections::Table& table, Shown shown = {});

// ---- ids as people write them ----

// Each takes an id, or the beginning of one (4 digits or more) that only one has.  A case also goes
// by its number, a user by the pseudonym, a flow by its name.  Errors: invalid, not_found.
Result<CaseId> case_id(std::string_view text, const projections::Reading& reading);
Result<AlertId> alert_id(std::string_view text, const projections::Reading& reading);
Result<PolicyId> policy_id(std::string_view text, const projections::Reading& reading);
Result<TokenId> token_id(std::string_view text, const projections::Reading& reading);
Result<RunId> run_id(std::string_view text, const projections::Reading& reading);
Result<FlowId> flow_id(std::string_view text, const projections::Reading& reading,
                       const RowFilter& may_see = {});  // names lead to such rows only
// The same for a command on a flow: one that the caller may not see is answered as one that is not
// there.
Result<FlowId> visible_flow_id(std::string_view text, const projections::Reading& reading,
                               const Call& call);
std::unexpected<Error> no_such_flow();
Result<SubjectRef> user_id(std::string_view text, const Call& call);
// For what cannot be undone: the whole id or the pseudonym only.
Result<SubjectRef> user_named_in_full(std::string_view text, const Call& call);

// The operator of that name, or by id.  Error: not_found.
Result<OperatorRef> operator_id(std::string_view text, const Call& call);

// The bytes a row of that id is found by.
template <class AnId>
BytesView key_of(const AnId& id) {
  return {reinterpret_cast<const char*>(id.bytes.data()), id.bytes.size()};
}

}  // namespace riskflow::runtime
