#include "runtime/core/lens.hpp"

#include "domain/codec/codec.hpp"
#include "runtime/core/request_ids.hpp"

namespace riskflow::runtime {

static constexpr std::string_view erased_text = "[erased]";
static constexpr std::string_view hidden_text = "[holds names, which are not shown]";
static constexpr std::string_view withheld_text = "[withheld: names in it could not be hidden]";

std::vector<SubjectRef> ReadLedger::uncovered(const domain::reads::IdentitiesRead& wanted,
                                              Instant now) {
  using domain::reads::Shown;
  const std::scoped_lock lock(mutex_);
  std::erase_if(until_, [&](const auto& entry) { return entry.second <= now; });
  std::vector<SubjectRef> open;
  for (const auto& subject : wanted.subjects)
    if (!until_.contains({wanted.reader, wanted.basis, wanted.shown, subject}) &&
        !until_.contains({wanted.reader, wanted.basis, Shown::directory_entry, subject}))
      open.push_back(subject);
  return open;
}

void ReadLedger::add(const domain::reads::IdentitiesRead& read) {
  const std::scoped_lock lock(mutex_);
  for (const auto& subject : read.subjects)
    until_[{read.reader, read.basis, read.shown, subject}] = read.until;
}

// A log that takes no event cannot have it on record that a name was read.
static bool may_show_names(const LensParts& parts) {
  return !parts.log.is_read_only() && parts.authority.now()->privacy.names_may_be_shown();
}

Lens::Lens(const LensParts& parts, const domain::Actor& caller, domain::reads::Basis why,
           const RequestId& correlation)
    : parts_(parts),
      caller_(caller),
      why_(why),
      correlation_(correlation),
      shows_names_(may_show_names(parts)) {}

Status Lens::put_on_record(domain::reads::Shown shown, std::span<const SubjectRef> subjects) {
  const auto now = parts_.clock.now();
  domain::reads::IdentitiesRead read{
      caller_.ref, why_, shown, {subjects.begin(), subjects.end()}, now + ReadLedger::covered};
  read.subjects = parts_.reads.uncovered(read, now);
  if (read.subjects.empty()) return {};
  const RequestContext context{random_request_id(now), caller_, now, {{}, correlation_}};
  const auto receipt = parts_.bus.execute(domain::reads::Record{read}, context);
  if (!receipt) return fail(receipt.error());
  parts_.reads.add(read);
  return {};
}

Status Lens::will_show(std::span<const SubjectRef> subjects) {
  if (!shows_names_) return {};
  if (auto ok = put_on_record(domain::reads::Shown::directory_entry, subjects); !ok) return ok;
  on_record_.insert(subjects.begin(), subjects.end());
  return {};
}

bool Lens::is_named(const SubjectRef& subject) const {
  return shows_names_ && on_record_.contains(subject);
}

Result<ShownUser> Lens::user(const SubjectRef& subject) {
  if (const auto known = shown_.find(subject); known != shown_.end()) return known->second;
  const auto person = parts_.persons.find(subject);
  if (!person) return fail(person.error());
  ShownUser shown{person->pseudonym, {}};
  if (is_named(subject) && person->identity) {
    auto identity = identity_at(parts_.log, parts_.keys, *person->identity);
    if (!identity) return fail(identity.error());
    shown.identity = std::move(*identity);
  }
  return shown_[subject] = shown;
}

Result<std::string> Lens::name_of(const SubjectRef& subject) {
  const auto shown = user(subject);
  if (!shown) return fail(shown.error());
  if (!shown->identity) return shown->pseudonym;
  const auto& identity = *shown->identity;
  return identity.display_name.empty() ? identity.user_principal_name : identity.display_name;
}

// A text that the page shown before may have held.
Result<OpenedTexts::Held> Lens::open(const PersonalRef& ref) const {
  const auto now = parts_.clock.now();
  if (auto known = parts_.texts.find(ref, now)) return known;
  const auto epoch = parts_.texts.epoch();
  auto opened = open_sealed(parts_.log, parts_.keys, ref);
  if (!opened) return fail(opened.error());
  auto held = std::make_shared<const Opened>(std::move(*opened));
  parts_.texts.put(ref, held, now, epoch);
  return held;
}

Result<std::string> Lens::casework_text(const PersonalRef& ref) {
  const auto opened = open(ref);
  if (!opened && opened.error().code == Errc::erased) return std::string(erased_text);
  if (!opened) return fail(opened.error());
  const auto& [plaintext, about, purpose] = **opened;
  if (purpose == Purpose::identity) {
    if (!shows_names_) return std::string(hidden_text);
    if (auto ok = put_on_record(domain::reads::Shown::text, about); !ok) return fail(ok.error());
  }
  return codec::personal_from_bytes<std::string>(plaintext);
}

Result<domain::alert::Text> Lens::alert_text(const PersonalRef& ref) {
  const auto opened = open(ref);
  if (!opened && opened.error().code == Errc::erased)
    return domain::alert::Text{std::string(erased_text), std::string(erased_text)};
  if (!opened) return fail(opened.error());
  auto text = codec::personal_from_bytes<domain::alert::Text>((*opened)->plaintext);
  if (!text) return text;
  for (const auto& subject : (*opened)->about) {
    if (is_named(subject)) continue;
    const auto hiding = hiding_of(subject);
    if (!hiding) return fail(hiding.error());
    const auto& [pseudonym, names] = **hiding;
    if (!names) return domain::alert::Text{std::string(withheld_text), std::string(withheld_text)};
    text->title = names->masked(text->title, pseudonym);
    text->description = names->masked(text->description, pseudonym);
  }
  return text;
}

// Here identities are opened only to hide them: nothing of them is shown, no person reads them, and
// so no read is put on record.
NameMasks::Held Lens::mask_of(const Person& person) const {
  if (!person.identity) return nullptr;
  const auto now = parts_.clock.now();
  if (auto known = parts_.masks.find(*person.identity, now)) return known;
  const auto epoch = parts_.masks.epoch();
  auto made = runtime::mask_of(parts_.log, parts_.keys, *person.identity, person.former);
  if (!made) return nullptr;
  auto mask = std::make_shared<const formats::NameMask>(std::move(*made));
  parts_.masks.put(*person.identity, mask, now, epoch);
  return mask;
}

Result<const Lens::Hiding*> Lens::hiding_of(const SubjectRef& subject) {
  if (const auto known = hidden_.find(subject); known != hidden_.end()) return &known->second;
  const auto person = parts_.persons.find(subject);
  if (!person) return fail(person.error());
  return &(hidden_[subject] = {person->pseudonym, mask_of(*person)});
}

Result<std::string> Lens::operator_name(const OperatorRef& person) {
  if (const auto known = operators_.find(person); known != operators_.end()) return known->second;
  const auto loaded = parts_.aggregates.load(domain::operators::stream(person));
  if (!loaded) return fail(loaded.error());
  const auto& state = std::get<domain::operators::State>((*loaded)->state);
  if (!state.name) return to_text(person);
  auto name = casework_text(*state.name);
  if (name) operators_[person] = *name;
  return name;
}

}  // namespace riskflow::runtime
