#include "runtime/engine/operations.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "domain/operations.hpp"
#include "runtime/mail/message.hpp"

namespace riskflow::runtime {

using language::Value;
namespace dom = domain;

// ---- reading parameters ----

static Result<std::string> text_parameter(const OperationCall& call, std::string_view name) {
  const auto* value = call.parameters.find(name);
  if (value == nullptr || value->kind() != language::Kind::string || value->text().empty())
    return fail(Errc::invalid, "the step needs the text parameter '" + std::string(name) + "'",
                std::string(name));
  return value->text();
}

static std::string optional_text(const OperationCall& call, std::string_view name) {
  const auto* value = call.parameters.find(name);
  return value != nullptr && value->kind() == language::Kind::string ? value->text()
                                                                     : std::string();
}

template <class State>
static Result<State> load(const OperationParts& parts, const StreamId& stream) {
  const auto folded = parts.lens.aggregates.load(stream);
  if (!folded) return fail(folded.error());
  return std::get<State>((*folded)->state);
}

// A step may look at the case that the run is about, and at no other.
static Result<dom::casework::State> case_of(const OperationParts& parts,
                                            const OperationCall& call) {
  const auto text = text_parameter(call, "caseId");
  if (!text) return fail(text.error());
  const auto id = id_from_text<CaseId>(*text, "caseId");
  if (!id) return fail(id.error());
  if (call.run.on_case != *id)
    return fail(Errc::forbidden, "a flow works on the case it was started on, and on no other",
                "caseId");
  return load<dom::casework::State>(parts, dom::casework::stream(*id));
}

static Lens lens_of(const OperationParts& parts, const OperationCall& call) {
  return Lens(parts.lens, {dom::Actor::Kind::reactor, call.run.by}, dom::reads::Basis::flow_run,
              call.correlation);
}

static OperationResult body(Value::Members members) {
  return {Value::object({{"statusCode", Value(200)}, {"body", Value::object(std::move(members))}}),
          {}};
}

// ---- riskflow's own operations ----

static Result<OperationResult> get_case(const OperationParts& parts, const OperationCall& call) {
  const auto on = case_of(parts, call);
  if (!on) return fail(on.error());
  auto lens = lens_of(parts, call);
  const auto name = on->name ? lens.casework_text(*on->name) : Result<std::string>{};
  if (!name) return fail(name.error());
  return body({{"caseId", Value(to_text(on->id))},
               {"number", Value(static_cast<std::int64_t>(on->number))},
               {"name", Value(*name).with_labels(language::label_about(on->subject))},
               {"status", Value(dom::to_text(on->status))},
               {"userId", Value(to_text(on->subject))},
               {"openedDateTime", Value(to_text(on->opened))},
               {"totalPolicyAlerts", Value(static_cast<std::int64_t>(on->alerts.size()))}});
}

static Result<Value> alert_value(const OperationParts& parts, const AlertId& id,
                                 const dom::casework::State& on) {
  const auto alert = load<dom::alert::State>(parts, dom::alert::stream(id));
  if (!alert) return fail(alert.error());
  const auto policy = load<dom::policy::State>(parts, dom::policy::stream(alert->policy));
  if (!policy) return fail(policy.error());
  const auto status = on.is_active() ? alert->status : dom::AlertStatus::resolved;
  return Value::object({{"alertId", Value(to_text(id))},
                        {"policyName", Value(policy->name)},
                        {"detectedDateTime", Value(to_text(alert->detected))},
                        {"severity", Value(dom::to_text(alert->severity))},
                        {"status", Value(dom::to_text(status))}});
}

static Result<OperationResult> get_case_alerts(const OperationParts& parts,
                                               const OperationCall& call) {
  const auto on = case_of(parts, call);
  if (!on) return fail(on.error());
  Value::Array alerts;
  for (const auto& id : on->alerts) {
    auto alert = alert_value(parts, id, *on);
    if (!alert) return fail(alert.error());
    alerts.push_back(std::move(*alert));
  }
  return body({{"value", Value::array(std::move(alerts))}});
}

static Result<OperationResult> add_case_note(const OperationParts& parts,
                                             const OperationCall& call) {
  const auto on = case_of(parts, call);
  if (!on) return fail(on.error());
  if (const auto text = text_parameter(call, "note"); !text) return fail(text.error());
  auto result = body({{"caseId", Value(to_text(on->id))}});
  result.note = *call.parameters.find("note");
  return result;
}

// ---- persons ----

// The subject a parameter names: by id, or by UPN, mail or object id.
static Result<SubjectRef> person_of(const OperationParts& parts, const OperationCall& call,
                                    std::string_view name) {
  const auto text = text_parameter(call, name);
  if (!text) return fail(text.error());
  if (text->size() == 32)
    if (const auto id = id_from_text<SubjectRef>(*text, name)) return *id;
  if (auto ok = parts.identities.catch_up(); !ok) return fail(ok.error());
  if (const auto found = parts.identities.find(*text)) return *found;
  return fail(Errc::not_found, "there is no such user", std::string(name));
}

// Who left every policy's scope meanwhile is nobody's business any more.
static Status check_scope(const OperationParts& parts, const SubjectRef& subject) {
  const auto state = load<dom::subject::State>(parts, dom::subject::stream(subject));
  if (!state) return fail(state.error());
  if (state->is_in_any_scope(parts.lens.clock.now())) return {};
  return fail(Errc::forbidden, "the user is not in the scope of any policy", "userId",
              {{"code", "OutOfScope"}});
}

// A person for a step, read through the lens: refused while names are not shown, and put on record.
static Result<OperationResult> identity_of(const OperationParts& parts, const OperationCall& call,
                                           const SubjectRef& subject) {
  auto lens = lens_of(parts, call);
  if (!lens.shows_names())
    return fail(Errc::forbidden, "names are not shown (privacy setting): the step was not done",
                "privacy", {{"code", "NamesNotShown"}});
  if (auto ok = lens.will_show(std::vector{subject}); !ok) return fail(ok.error());
  const auto shown = lens.user(subject);
  if (!shown) return fail(shown.error());
  if (!shown->identity) return fail(Errc::erased, "the person was erased");
  const auto& who = *shown->identity;
  auto result = body({{"userId", Value(to_text(subject))},
                      {"id", Value(to_text(subject))},
                      {"displayName", Value(who.display_name)},
                      {"userPrincipalName", Value(who.user_principal_name)},
                      {"mail", Value(who.mail.empty() ? who.user_principal_name : who.mail)},
                      {"jobTitle", Value(who.job_title)},
                      {"department", Value(who.department)}});
  result.outputs = result.outputs.with_labels(language::label_about(subject));
  return result;
}

static Result<OperationResult> get_user(const OperationParts& parts, const OperationCall& call) {
  const auto subject = person_of(parts, call, "userId");
  if (!subject) return fail(subject.error());
  if (auto ok = check_scope(parts, *subject); !ok) return fail(ok.error());
  return identity_of(parts, call, *subject);
}

static Result<OperationResult> get_manager(const OperationParts& parts, const OperationCall& call) {
  const auto subject = person_of(parts, call, "id");
  if (!subject) return fail(subject.error());
  if (auto ok = check_scope(parts, *subject); !ok) return fail(ok.error());
  const auto state = load<dom::subject::State>(parts, dom::subject::stream(*subject));
  if (!state) return fail(state.error());
  if (!state->manager)
    return fail(Errc::not_found,
                "the directory knows no manager of this user: import the directory with managers",
                "id", {{"code", "NotFound"}});
  return identity_of(parts, call, *state->manager);
}

// ---- mail ----

static Result<mail::MailMessage> message_of(const OperationParts& parts,
                                            const OperationCall& call) {
  mail::MailMessage message;
  const auto to_list = text_parameter(call, "emailMessage/To");
  if (!to_list) return fail(to_list.error());
  auto to = mail::parse_addresses(*to_list);
  if (!to) return fail(to.error());
  std::vector<mail::Address> copies;
  if (const auto cc_list = optional_text(call, "emailMessage/Cc"); !cc_list.empty()) {
    auto cc = mail::parse_addresses(cc_list, "cc");
    if (!cc) return fail(cc.error());
    copies = std::move(*cc);
  }
  auto from = mail::parse_addresses(parts.mail_from);
  if (!from) return fail(from.error());
  const auto importance =
      mail::importance_from_text(optional_text(call, "emailMessage/Importance"));
  if (!importance) return fail(importance.error());
  message.to = std::move(*to);
  message.cc = std::move(copies);
  message.from = from->front();
  message.subject = optional_text(call, "emailMessage/Subject");
  message.html = optional_text(call, "emailMessage/Body");
  message.importance = *importance;
  const auto at = parts.mail_from.rfind('@');
  message.message_id =
      mail::message_id_for(call.run.id, call.action, parts.mail_from.substr(at + 1));
  message.date = call.began;
  message.run = call.run.id;
  return message;
}

// Whom the directory knows by these addresses.
static Result<dom::run::Recipients> known_among(const OperationParts& parts,
                                                const std::vector<std::string>& addresses) {
  if (auto ok = parts.identities.catch_up(); !ok) return fail(ok.error());
  dom::run::Recipients to;
  for (const auto& address : addresses) {
    const auto person = parts.identities.find(address);
    if (!person)
      ++to.others;
    else if (std::ranges::find(to.known, *person) == to.known.end())
      to.known.push_back(*person);
  }
  return to;
}

static Result<OperationResult> send_email(const OperationParts& parts, const OperationCall& call) {
  auto lens = lens_of(parts, call);
  if (!lens.shows_names())
    return fail(Errc::forbidden, "names are not shown (privacy setting): nothing was sent",
                "privacy", {{"code", "NamesNotShown"}});
  if (auto ok = check_scope(parts, call.run.subject); !ok) return fail(ok.error());
  const auto message = message_of(parts, call);
  if (!message) return fail(message.error());
  const auto bytes = mail::compose(*message);
  if (!bytes) return fail(bytes.error());
  if (auto ok = lens.will_show(call.parameters.labels().about); !ok) return fail(ok.error());
  const auto recipients = mail::recipients_of(*message);
  const auto to = known_among(parts, recipients);
  if (!to) return fail(to.error());
  const auto delivered =
      parts.mail.send(*bytes, {}, recipients, [&] { return call.commit_delivery(*to); });
  if (!delivered) return fail(delivered.error());
  return body({{"messageId", Value(message->message_id)}, {"reply", Value(delivered->reply)}});
}

// ---- the table ----

struct Row {
  std::string_view api, operation;
  Operate operate;
  Lane lane = Lane::inside;
};
static constexpr Row rows[] = {
    {"shared_microsoft365compliance", "GetCase", &get_case},
    {"shared_microsoft365compliance", "GetCaseAlerts", &get_case_alerts},
    {"shared_microsoft365compliance", "GetUser", &get_user},
    {"shared_microsoft365compliance", "AddCaseNote", &add_case_note},
    {"shared_office365users", "Manager_V2", &get_manager},
    {"shared_office365", "SendEmailV2", &send_email, Lane::outside},
};

static const Row* find_row(std::string_view api, std::string_view operation) {
  for (const auto& row : rows)
    if (dom::equal_ignoring_case(row.api, api) &&
        dom::equal_ignoring_case(row.operation, operation))
      return &row;
  return nullptr;
}

Operate find_operate(std::string_view api, std::string_view operation) {
  const auto* row = find_row(api, operation);
  return row != nullptr ? row->operate : nullptr;
}

Lane lane_of(std::string_view api, std::string_view operation) {
  const auto* row = find_row(api, operation);
  return row != nullptr ? row->lane : Lane::inside;
}

}  // namespace riskflow::runtime
