#include "runtime/api/replay.hpp"

#include <map>
#include <set>

#include <boost/json.hpp>

#include "domain/codec/archive.hpp"
#include "domain/codec/codec.hpp"
#include "projections/runs.hpp"
#include "runtime/api/render.hpp"
#include "runtime/api/sentence.hpp"

namespace riskflow::runtime {

namespace js = boost::json;
namespace dom = domain;
namespace pj = projections;
using eventstore::CommitHeader;
using eventstore::StoredEvent;

static constexpr const char* sealed = "[sealed]";

// Turns the fields of an event into JSON, through the lens.  What stays sealed says so.
class EventText {
 public:
  EventText(Call& call, Lens& lens, Texts texts)
      : lens_(lens),
        reads_cases_(texts == Texts::opened && call.caller.may(dom::Permission::work_on_cases)) {}

  template <class T>
  js::value value(const T& field) {
    if constexpr (std::is_same_v<T, bool>)
      return field;
    else if constexpr (dom::Worded<T>)
      return js::string(dom::to_text(field));
    else if constexpr (std::is_same_v<T, dom::settings::Key>)
      return js::string(dom::settings::to_text(field));
    else if constexpr (std::is_enum_v<T>)
      return static_cast<std::uint64_t>(field);
    else if constexpr (std::is_integral_v<T>)
      return field;
    else if constexpr (std::is_same_v<T, std::string>)
      return js::string(field);
    else if constexpr (std::is_same_v<T, Instant>)
      return js::string(to_text(field));
    else if constexpr (std::is_same_v<T, SubjectRef>)
      return person(field);
    else if constexpr (std::is_same_v<T, OperatorRef>)
      return worker(field);
    else if constexpr (std::is_same_v<T, dom::PersonalText>)
      return text(field);
    else if constexpr (std::is_same_v<T, dom::Personal<dom::alert::Text>>)
      return alert_text(field);
    else if constexpr (dom::is_personal<T>)
      return field.is_absent() ? js::value(nullptr) : js::value(js::string(sealed));
    else if constexpr (codec::is_id<T>)
      return field ? js::value(js::string(to_text(field))) : js::value(nullptr);
    else if constexpr (codec::is_optional<T>)
      return field ? value(*field) : js::value(nullptr);
    else if constexpr (codec::is_vector<T>)
      return list(field);
    else
      return object(field);
  }

  template <class T>
  js::object object(const T& described) {
    js::object out;
    dom::for_each_field(described,
                        [&](const char* name, const auto& field) { out[name] = value(field); });
    return out;
  }

  // The event at hand holds free text that a case worker may read.
  void open_texts(bool may) { texts_ = may && reads_cases_; }

 private:
  template <class T>
  js::value list(const T& items) {
    js::array out;
    for (const auto& item : items) out.push_back(value(item));
    return out;
  }
  js::value person(const SubjectRef& ref) {
    if (!ref) return nullptr;
    const auto name = lens_.name_of(ref);
    return js::string(name ? *name : to_text(ref));
  }
  js::value worker(const OperatorRef& ref) {
    if (!ref) return nullptr;
    const auto name = lens_.operator_name(ref);
    return js::string(name ? *name : to_text(ref));
  }
  js::value text(const dom::PersonalText& field) {
    if (field.is_absent()) return nullptr;
    if (!texts_ || !field.ref()) return js::string(sealed);
    const auto opened = lens_.casework_text(*field.ref());
    return js::string(opened ? *opened : std::string(sealed));
  }
  js::value alert_text(const dom::Personal<dom::alert::Text>& field) {
    if (field.is_absent() || !reads_cases_ || !field.ref()) return js::string(sealed);
    const auto opened = lens_.alert_text(*field.ref());
    return js::string(opened ? opened->title : std::string(sealed));
  }

  Lens& lens_;
  bool reads_cases_;
  bool texts_ = false;
};

// Notes and case names are what a case worker reads anyway; values in runs and names of groups
// are not opened here.
static bool holds_case_text(const dom::AnyEvent& event) {
  return std::holds_alternative<dom::casework::Opened>(event) ||
         std::holds_alternative<dom::casework::NoteAdded>(event) ||
         std::holds_alternative<dom::alert::Dismissed>(event) ||
         std::holds_alternative<dom::subject::EnteredPolicyScope>(event);
}

// What tells events: it knows what things are called, and who may see what.
struct Teller {
  explicit Teller(Call& call, Lens& shown_by, Texts texts = Texts::opened)
      : lens(shown_by), text(call, shown_by, texts), names(*call.app.aggregates) {}

  Lens& lens;
  EventText text;
  Names names;
};

static Result<js::object> event_json(Teller& teller, const CommitHeader& header,
                                     const StoredEvent& stored, const dom::AnyEvent& event) {
  auto& text = teller.text;
  const auto facts = dom::facts_of(event);
  text.open_texts(holds_case_text(event));
  auto fields = std::visit([&](const auto& e) { return text.object(e); }, event);
  js::object out{{"position", to_number(stored.position)}, {"time", to_text(header.recorded)}};
  out["actorKind"] = header.actor.kind == eventstore::ActorRef::Kind::system   ? "System"
                     : header.actor.kind == eventstore::ActorRef::Kind::person ? "Operator"
                                                                               : "Flow";
  if (header.actor.ref) {
    auto actor = render_operator(header.actor.ref, teller.lens);
    if (!actor) return fail(actor.error());
    out["actor"] = std::move(*actor);
  }
  out["category"] = dom::to_text(facts.category);
  out["activity"] = facts.activity;
  out["event"] = facts.name;
  out["stream"] = stored.stream;
  out["version"] = to_number(stored.version);
  out["requestId"] = to_text(header.request);
  out["sentence"] = sentence_of(event, fields, teller.names);
  out["fields"] = std::move(fields);
  return out;
}

Result<js::array> replay_log(Call& call, Lens& lens, const ReplayRange& range) {
  Teller teller(call, lens, range.texts);
  js::array out;
  Status status;
  const auto read = call.app.log->read(range.from, [&](const eventstore::Commit& commit) {
    for (const auto& stored : commit.events) {
      if (stored.position < range.from) continue;
      if (stored.position >= range.to || out.size() >= range.most)
        return eventstore::Reading::enough;
      const auto event = codec::decode(stored.type, stored.schema, stored.payload, stored.position);
      auto one = event ? event_json(teller, commit.header, stored, *event)
                       : Result<js::object>(fail(event.error()));
      if (!one) {
        status = fail(one.error());
        return eventstore::Reading::enough;
      }
      out.push_back(std::move(*one));
    }
    return eventstore::Reading::more;
  });
  if (!read) return fail(read.error());
  if (!status) return fail(status.error());
  return out;
}

// One stream of a case's story.
struct Story {
  Call& call;
  Teller teller;
  Position to;
  std::map<Position, js::object> events;

  template <class See>
  Status read(const StreamId& stream, const See& see) {
    Status status;
    const auto got = call.app.log->read_stream(
        stream, Version{}, [&](const CommitHeader& header, const StoredEvent& stored) {
          if (stored.position >= to) return eventstore::Reading::enough;
          const auto event =
              codec::decode(stored.type, stored.schema, stored.payload, stored.position);
          auto one = event ? event_json(teller, header, stored, *event)
                           : Result<js::object>(fail(event.error()));
          if (!one) {
            status = fail(one.error());
            return eventstore::Reading::enough;
          }
          see(*event);
          events[stored.position] = std::move(*one);
          return eventstore::Reading::more;
        });
    if (!got) return fail(got.error());
    return status;
  }
};

static js::object state_json(EventText& text, const dom::casework::State& state) {
  text.open_texts(true);
  js::array alerts;
  for (const auto& id : state.alerts) alerts.push_back(js::string(to_text(id)));
  return {{"caseId", to_text(state.id)},
          {"number", state.number},
          {"name",
           state.name ? text.value(dom::PersonalText::sealed_at(*state.name)) : js::value(nullptr)},
          {"status", dom::to_text(state.status)},
          {"user", text.value(state.subject)},
          {"openedDateTime", to_text(state.opened)},
          {"contributors",
           text.value(std::vector(state.contributors.begin(), state.contributors.end()))},
          {"alerts", std::move(alerts)},
          {"notes", state.notes}};
}

// The runs on a case, found in the log and nowhere else: a view could be wrong.  Reads everything
// between the two positions.
static Result<std::set<RunId>> runs_on(const CaseId& id, const eventstore::Log& log, Position from,
                                       Position to) {
  std::set<RunId> runs;
  Status status;
  const auto read = log.read(from, [&](const eventstore::Commit& commit) {
    for (const auto& stored : commit.events) {
      if (stored.position >= to) return eventstore::Reading::enough;
      if (kind_of(StreamId{std::string(stored.stream)}) != "run" || stored.version != Version{1})
        continue;
      const auto event = codec::decode(stored.type, stored.schema, stored.payload, stored.position);
      if (!event) {
        status = fail(event.error());
        return eventstore::Reading::enough;
      }
      const auto* started = std::get_if<dom::run::Started>(&*event);
      if (started != nullptr && started->on_case == id) runs.insert(started->id);
    }
    return eventstore::Reading::more;
  });
  if (!read) return fail(read.error());
  if (!status) return fail(status.error());
  return runs;
}

Result<js::object> replay_case(Call& call, Lens& lens, const CaseId& id, const pj::Reading& at) {
  Story story{call, Teller(call, lens), at.position(), {}};
  dom::AnyState folded = dom::casework::State{};
  std::optional<dom::casework::Resolved> resolved;
  const auto see = [&](const dom::AnyEvent& event) {
    dom::evolve(folded, event);
    if (const auto* end = std::get_if<dom::casework::Resolved>(&event)) resolved = *end;
  };
  if (auto ok = story.read(dom::casework::stream(id), see); !ok) return fail(ok.error());
  const auto& state = std::get<dom::casework::State>(folded);
  if (!state.exists()) return fail(Errc::not_found, "there was no such case then", "case");
  const auto runs = runs_on(id, *call.app.log, story.events.begin()->first, at.position());
  if (!runs) return fail(runs.error());
  for (const auto& alert : state.alerts)
    if (auto ok = story.read(dom::alert::stream(alert), [](const auto&) {}); !ok)
      return fail(ok.error());
  for (const auto& run : *runs)
    if (auto ok = story.read(dom::run::stream(run), [](const auto&) {}); !ok)
      return fail(ok.error());
  js::array events;
  for (auto& [position, event] : story.events) events.push_back(std::move(event));
  auto shown = state_json(story.teller.text, state);
  if (resolved) shown["resolution"] = dom::to_text(resolved->as);
  js::array run_ids;
  for (const auto& run : *runs) run_ids.push_back(js::string(to_text(run)));
  shown["runs"] = std::move(run_ids);
  return js::object{{"events", std::move(events)}, {"state", std::move(shown)}};
}

}  // namespace riskflow::runtime
