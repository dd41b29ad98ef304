#include "runtime/api/sentence.hpp"

#include <algorithm>
#include <cctype>

#include <boost/json.hpp>
#include <fmt/format.h>

namespace riskflow::runtime {

namespace js = boost::json;
namespace dom = domain;
using language::StepStatus;

constexpr std::size_t id_digits = 12;   // enough to name it again
constexpr std::size_t text_most = 400;  // bytes of one text
constexpr std::size_t items_most = 3;   // of a list; of a longer one, how many there are

static bool is_id(std::string_view text) {
  return text.size() == 32 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

// Cut between two characters of UTF-8.
static std::string shortened(std::string_view text) {
  if (is_id(text)) return std::string(text.substr(0, id_digits));
  if (text.size() <= text_most) return std::string(text);
  auto end = text_most;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0U) == 0x80) --end;
  return std::string(text.substr(0, end)) + "...";
}

template <class Tag>
static std::string digits_of(const Id<Tag>& id) {
  return to_text(id).substr(0, id_digits);
}

// "TimedOut" as "timed out".
static std::string spoken(std::string_view word) {
  std::string out;
  for (const char c : word) {
    const auto letter = static_cast<unsigned char>(c);
    if (std::isupper(letter) != 0 && !out.empty()) out += ' ';
    out += static_cast<char>(std::tolower(letter));
  }
  return out;
}

static std::string counted(std::size_t number, std::string_view what) {
  return fmt::format("{} {}{}", number, what, number == 1 ? "" : "s");
}

// ": text", or nothing when there is none.
static std::string after_colon(std::string_view text) {
  return text.empty() ? std::string() : ": " + shortened(text);
}

// ": It failed. (ActionFailed)"
static std::string because(std::string_view message, std::string_view code) {
  const bool says_code = !code.empty() && code != "OK";
  return after_colon(message) + (says_code ? fmt::format(" ({})", code) : std::string());
}

template <class State, class AnId>
static std::optional<State> state_of(Aggregates& aggregates, const StreamId& stream,
                                     const AnId& id) {
  const auto folded = aggregates.load(stream);
  if (!id || !folded) return {};
  const auto* state = std::get_if<State>(&(*folded)->state);
  return state != nullptr && state->id ? std::optional(*state) : std::nullopt;
}

std::string Names::of(const CaseId& id) {
  auto& known = cases_[id];
  if (!known.empty()) return known;
  const auto state = state_of<dom::casework::State>(aggregates_, dom::casework::stream(id), id);
  return known = state ? fmt::format("case {}", state->number) : "case " + digits_of(id);
}
std::string Names::of(const PolicyId& id) {
  auto& known = policies_[id];
  if (!known.empty()) return known;
  const auto state = state_of<dom::policy::State>(aggregates_, dom::policy::stream(id), id);
  return known = state ? fmt::format("policy \"{}\"", state->name) : "policy " + digits_of(id);
}
std::string Names::of(const FlowId& id) {
  auto& known = flows_[id];
  if (!known.empty()) return known;
  const auto state = state_of<dom::flow::State>(aggregates_, dom::flow::stream(id), id);
  return known = state ? fmt::format("flow \"{}\"", state->name) : "flow " + digits_of(id);
}

// The sentences.  Events without one of their own are told by their activity and fields.
class Sentences {
 public:
  Sentences(const js::object& fields, Names& names, std::string_view activity)
      : fields_(fields), names_(names), activity_(activity) {}

  // ---- people and scope ----

  std::string operator()(const dom::subject::Registered&) { return "Added user " + at("subject"); }
  std::string operator()(const dom::subject::IdentityChanged&) {
    return "Changed the directory entry of user " + at("subject");
  }
  std::string operator()(const dom::subject::ManagerChanged& e) {
    return e.manager ? at("manager") + " became the manager of user " + at("subject")
                     : "User " + at("subject") + " has no manager any more";
  }
  std::string operator()(const dom::subject::HrEventRecorded& e) {
    return fmt::format("HR reported a {} of user {}, effective {}",
                       spoken(dom::to_text(e.scenario)), at("subject"), to_text(e.effective));
  }
  std::string operator()(const dom::subject::EnteredPolicyScope& e) {
    const auto cause = e.alert ? "alert " + digits_of(*e.alert) : spoken(dom::to_text(e.cause));
    return fmt::format("User {} entered the scope of {} until {} ({}){}", at("subject"),
                       names_.of(e.policy), to_text(e.until), cause, after_colon(at("reason")));
  }
  std::string operator()(const dom::subject::LeftPolicyScope& e) {
    return fmt::format("User {} left the scope of {} ({})", at("subject"), names_.of(e.policy),
                       spoken(dom::to_text(e.cause)));
  }
  std::string operator()(const dom::erasure::Requested& e) {
    return fmt::format("Asked for the erasure of user {} ({})", at("subject"),
                       spoken(dom::to_text(e.basis)));
  }
  std::string operator()(const dom::erasure::Withdrawn&) {
    return "Withdrew the erasure of user " + at("subject");
  }
  std::string operator()(const dom::erasure::Approved&) {
    return "Approved the erasure of user " + at("subject");
  }
  std::string operator()(const dom::erasure::Erased& e) {
    return fmt::format("Erased user {}: generation {} of the keys, confirmed by {}", at("subject"),
                       e.key_generation, counted(e.nodes, "node"));
  }
  std::string operator()(const dom::erasure::CarriedOver& e) {
    return fmt::format("Carried over the erasure of user {}, whom {} had erased", at("subject"),
                       e.origin);
  }
  std::string operator()(const dom::erasure::PurgeBegun& e) {
    return fmt::format("Began a purge of the first {} events", to_number(e.until));
  }
  std::string operator()(const dom::erasure::PurgeEnded& e) {
    return fmt::format(
        "Purged the first {} events: {} fields of erased people are gone, {} stay "
        "for a legal hold; {} bytes before, {} after",
        to_number(e.until), e.fields, e.held, e.bytes_before, e.bytes_after);
  }
  std::string operator()(const dom::erasure::HoldPlaced&) {
    return fmt::format("Placed a legal hold on user {}{}", at("subject"),
                       after_colon(at("reason")));
  }
  std::string operator()(const dom::erasure::HoldReleased&) {
    return "Released the legal hold on user " + at("subject");
  }
  std::string operator()(const dom::safekeeping::BackupBegun& e) {
    return fmt::format("Began a backup of the log and its {} events", e.events);
  }
  std::string operator()(const dom::safekeeping::RootEscrowed& e) {
    return fmt::format("Put the root of generation {} of the keys in escrow until {}",
                       e.key_generation, to_text(e.until));
  }
  std::string operator()(const dom::safekeeping::Continued& e) {
    return fmt::format("Went on from {} of the {} events that {} had signed, as a new log", e.kept,
                       e.events, e.origin);
  }
  std::string operator()(const dom::safekeeping::SigningKeyAdded& e) {
    return "Added the signing key " + e.key;
  }
  std::string operator()(const dom::safekeeping::SigningKeyRetired& e) {
    return "Retired the signing key " + e.key;
  }
  std::string operator()(const dom::safekeeping::SigningBegunAnew& e) {
    return "Began anew with the signing key " + e.key + ", since those before it are lost";
  }
  std::string operator()(const dom::safekeeping::TailDiscarded& e) {
    return fmt::format("Cut off {} bytes behind the last whole record of the log", e.bytes);
  }
  std::string operator()(const dom::policy::Created& e) {
    return fmt::format("Added policy \"{}\" ({})", e.name, dom::to_text(e.from));
  }
  std::string operator()(const dom::policy::Edited& e) {
    return fmt::format("Edited {}: a window of {} days", names_.of(e.id), e.window_days);
  }

  // ---- alerts and cases ----

  std::string operator()(const dom::alert::Imported& e) {
    return fmt::format("Added alert {} of {} about user {}, severity {}{}", digits_of(e.id),
                       names_.of(e.policy), at("subject"), dom::to_text(e.severity),
                       after_colon(at("text")));
  }
  std::string operator()(const dom::alert::SourceChanged& e) {
    return fmt::format("Alert {} changed at its source: severity {}, status {}", digits_of(e.id),
                       dom::to_text(e.severity), dom::to_text(e.source_status));
  }
  std::string operator()(const dom::alert::Confirmed& e) {
    return fmt::format("Confirmed alert {} into {}", digits_of(e.id), names_.of(e.into));
  }
  std::string operator()(const dom::alert::Dismissed& e) {
    return fmt::format("Dismissed alert {} as {}{}", digits_of(e.id),
                       spoken(dom::to_text(e.reason)), after_colon(at("comment")));
  }
  std::string operator()(const dom::case_register::Entered& e) {
    return fmt::format("Entered case {} in the register, about user {}", e.number, at("subject"));
  }
  std::string operator()(const dom::case_register::Struck& e) {
    return fmt::format("Struck {} from the register", names_.of(e.id));
  }
  std::string operator()(const dom::casework::Opened& e) {
    return fmt::format("Opened case {} about user {}{}", e.number, at("subject"),
                       after_colon(at("name")));
  }
  std::string operator()(const dom::casework::AlertAdded& e) {
    return fmt::format("Added alert {} of {} to {}", digits_of(e.alert), names_.of(e.policy),
                       names_.of(e.id));
  }
  std::string operator()(const dom::casework::NoteAdded& e) {
    return fmt::format("Added note {} to {}{}{}", e.number, names_.of(e.id),
                       e.by == dom::NoteAuthor::flow ? " by a flow" : "", after_colon(at("text")));
  }
  std::string operator()(const dom::casework::ContributorAdded& e) {
    return fmt::format("{} became a contributor of {}", at("contributor"), names_.of(e.id));
  }
  std::string operator()(const dom::casework::ContributorRemoved& e) {
    return fmt::format("{} is no contributor of {} any more", at("contributor"), names_.of(e.id));
  }
  std::string operator()(const dom::casework::Resolved& e) {
    return fmt::format("Resolved {} as {}, with {}", names_.of(e.id), spoken(dom::to_text(e.as)),
                       counted(e.alerts.size(), "alert"));
  }

  // ---- flows and runs ----

  std::string operator()(const dom::flow::Created& e) {
    return fmt::format("Added flow \"{}\" for {}", e.name, spoken(dom::to_text(e.surface)));
  }
  std::string operator()(const dom::flow::Saved& e) {
    return fmt::format("Edited {}: revision {}", names_.of(e.id), e.revision);
  }
  std::string operator()(const dom::flow::TurnedOn& e) { return "Turned on " + names_.of(e.id); }
  std::string operator()(const dom::flow::TurnedOff& e) { return "Turned off " + names_.of(e.id); }
  std::string operator()(const dom::flow::Suspended& e) {
    return "Suspended " + names_.of(e.id) + after_colon(e.reason);
  }
  std::string operator()(const dom::flow::Shared& e) {
    return fmt::format("Shared {} with {} as {}", names_.of(e.id), at("with"),
                       spoken(dom::to_text(e.as)));
  }
  std::string operator()(const dom::flow::Unshared& e) {
    return fmt::format("Stopped sharing {} with {}", names_.of(e.id), at("with"));
  }
  std::string operator()(const dom::flow::Deleted& e) { return "Deleted " + names_.of(e.id); }

  std::string operator()(const dom::run::Started& e) {
    const auto on = e.on_case ? names_.of(*e.on_case) : "user " + at("subject");
    return fmt::format("Started run {} of {} on {}", digits_of(e.id), names_.of(e.flow), on);
  }
  std::string operator()(const dom::run::Refused& e) {
    return fmt::format("Refused run {}{}", digits_of(e.id), because(e.message, e.code));
  }
  std::string operator()(const dom::run::StepScheduled& e) {
    return fmt::format("Step {} was scheduled: {} of {}{}", e.action, e.operation, e.api, of(e.id));
  }
  std::string operator()(const dom::run::DeliveryCommitted& e) {
    return fmt::format("Step {} committed to delivery {} to {}{}", e.action, e.attempt,
                       told_of(e.to), of(e.id));
  }
  std::string operator()(const dom::run::StepSettled& e) {
    if (e.status == StepStatus::running)
      return fmt::format("Step {} was entered{}", e.action, of(e.id));
    return fmt::format("Step {} {}{}{}", e.action, went(dom::to_text(e.status)),
                       because(e.message, e.code), of(e.id));
  }
  std::string operator()(const dom::run::Ended& e) {
    return fmt::format("Run {} {}{}", digits_of(e.id), went(dom::to_text(e.status)),
                       because(e.message, e.code));
  }

  // ---- who may, and how it is set ----

  std::string operator()(const dom::roles::Assigned& e) {
    return fmt::format("Gave {} the role group {}", at("member"), dom::to_text(e.group));
  }
  std::string operator()(const dom::roles::Removed& e) {
    return fmt::format("Took the role group {} from {}", dom::to_text(e.group), at("member"));
  }
  std::string operator()(const dom::settings::Changed& e) {
    return fmt::format("Set {} to {}", dom::settings::to_text(e.key), e.value);
  }
  std::string operator()(const dom::privacy::ModeChanged& e) {
    return fmt::format("Set the privacy mode to {}", dom::to_text(e.mode));
  }
  std::string operator()(const dom::reads::IdentitiesRead& e) {
    const bool are_few = e.subjects.size() <= items_most;
    const bool is_text = e.shown == dom::reads::Shown::text;
    const auto* const one = e.subjects.size() == 1 ? "identity" : "identities";
    return fmt::format("{} saw the {} of {}", at("reader"), is_text ? "name in a text" : one,
                       are_few ? at("subjects") : counted(e.subjects.size(), "user"));
  }
  std::string operator()(const dom::imports::Ran& e) {
    return fmt::format("Imported {}: {} added, {} changed, {} unchanged, {} skipped",
                       counted(e.read, "record"), e.added, e.changed, e.unchanged, e.skipped);
  }

  // "Issued token: holder jane, expires 2026-12-01T00:00:00Z"
  template <class E>
  std::string operator()(const E&) {
    std::string told;
    for (const auto& [name, value] : fields_) {
      auto text = name == "id" ? std::string() : words_of(value);
      if (text.empty()) continue;
      std::string label(name);
      std::replace(label.begin(), label.end(), '_', ' ');
      told += fmt::format("{}{} {}", told.empty() ? ": " : ", ", label, text);
    }
    return std::string(activity_) + told;
  }

 private:
  static std::string words_of(const js::value& value) {
    if (value == "[sealed]") return {};
    if (value.is_string()) return shortened(value.get_string());
    if (value.is_bool() || value.is_number()) return js::serialize(value);
    const auto* list = value.if_array();
    if (list == nullptr || list->empty()) return {};
    if (list->size() > items_most) return fmt::format("({})", list->size());
    std::string out;
    for (const auto& item : *list) out += (out.empty() ? "" : " and ") + words_of(item);
    return out;
  }
  std::string at(std::string_view field) const {
    const auto* value = fields_.if_contains(field);
    return value != nullptr ? words_of(*value) : std::string();
  }
  // "Anon1AB-001 and Anon2CD-002 and 1 address that is not in the directory"
  std::string told_of(const dom::run::Recipients& to) const {
    const auto* fields = fields_.if_contains("to");
    const auto* known =
        fields && fields->is_object() ? fields->get_object().if_contains("known") : nullptr;
    auto told = to.known.size() > items_most ? counted(to.known.size(), "user")
                : known != nullptr           ? words_of(*known)
                                             : std::string();
    if (to.others == 0) return told;
    return fmt::format("{}{} {} not in the directory", told, told.empty() ? "" : " and ",
                       to.others == 1 ? "1 address" : fmt::format("{} addresses", to.others));
  }
  static std::string of(const RunId& run) { return fmt::format(" (run {})", digits_of(run)); }
  // "succeeded", "was skipped"
  static std::string went(std::string_view status) {
    const bool is_verb = status == "Succeeded" || status == "Failed" || status == "TimedOut";
    return (is_verb ? "" : "was ") + spoken(status);
  }

  const js::object& fields_;
  Names& names_;
  std::string_view activity_;
};

std::string sentence_of(const dom::AnyEvent& event, const js::object& fields, Names& names) {
  return std::visit(Sentences(fields, names, dom::facts_of(event).activity), event);
}

}  // namespace riskflow::runtime
