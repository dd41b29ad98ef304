// The people of a batch: who is new, who changed, and who is known by which key.

#include <array>
#include <utility>

#include <openssl/rand.h>

#include "domain/core/ensure.hpp"
#include "runtime/core/request_ids.hpp"
#include "runtime/import/batch.hpp"

namespace riskflow::runtime {

namespace dom = domain;
using dom::subject::Identity;

std::optional<SubjectRef> ImportBatch::holder_of(std::string_view key) const {
  if (key.empty()) return {};
  if (const auto fresh = fresh_.find(directory_key(key)); fresh != fresh_.end())
    return fresh->second;
  return parts_.identities.find(key);
}

std::optional<SubjectRef> ImportBatch::find(std::string_view object_id, std::string_view upn,
                                            std::string_view mail) const {
  for (const auto key : {object_id, upn, mail})
    if (const auto known = holder_of(key); known && !is_another(*known, object_id)) return known;
  return {};
}

// Whether the directory has given the person another object id: then they had the address before
// somebody else, who has it now.
bool ImportBatch::is_another(const SubjectRef& subject, std::string_view object_id) const {
  if (object_id.empty()) return false;
  if (const auto met = object_ids_.find(subject); met != object_ids_.end())
    return met->second != directory_key(object_id);
  return parts_.identities.has_other_object_id(subject, object_id);
}

// About how many bytes of a frame a person takes: what is the same for everybody (the reserved
// pseudonym, the names of streams and events, the envelope), and the texts.
static std::size_t frame_bytes(const Identity& identity) {
  std::size_t bytes = 500;
  for (const auto* text :
       {&identity.object_id, &identity.user_principal_name, &identity.mail, &identity.display_name,
        &identity.given_name, &identity.surname, &identity.alias, &identity.job_title,
        &identity.department, &identity.office, &identity.company, &identity.employee_id,
        &identity.usage_location})
    bytes += text->size();
  return bytes;
}

SubjectRef ImportBatch::meet(People& people, const Identity& identity, Source source) {
  const auto known = find(identity.object_id, identity.user_principal_name, identity.mail);
  if (known && source == Source::mention) return *known;  // and nothing is learned
  const auto subject = known ? *known : SubjectRef{random_id_bytes()};
  if (!known) {
    people.all[subject].is_new = true;
    for (const auto* key : {&identity.object_id, &identity.user_principal_name, &identity.mail})
      if (!key->empty()) fresh_[directory_key(*key)] = subject;
  }
  meet_as(people, subject, identity, source);
  return subject;
}

void ImportBatch::meet_as(People& people, const SubjectRef& subject, const Identity& identity,
                          Source source) {
  auto& met = people.all[subject];
  people.bytes += 150;
  const bool is_first = met.is_new && !met.identity;
  const auto is_news = [&] {
    return parts_.identities.fingerprint_of(subject) != parts_.identities.fingerprint(identity);
  };
  if (!is_first && (source == Source::mention || !is_news())) return;
  people.bytes += frame_bytes(identity);
  met.identity = identity;
  if (!identity.object_id.empty()) object_ids_[subject] = directory_key(identity.object_id);
}

// Office 365 does not say what its records call the user, so an id in them is a guess: it may find
// somebody, but it tells nobody apart.
SubjectRef ImportBatch::meet_user(People& people, const formats::AlertRecord& alert) {
  auto user = alert.user;
  const bool is_guess = alert.source == formats::AlertSource::office365 && !user.upn.empty();
  if (!is_guess || find(user.object_id, {}, {})) return meet(people, user);
  const auto guess = std::exchange(user.object_id, {});
  const auto subject = meet(people, user);
  if (!guess.empty()) fresh_[directory_key(guess)] = subject;  // later records may have no more
  return subject;
}

// An exporter that has no object id may put the address there.
static bool is_address(std::string_view id) { return id.find('@') != std::string_view::npos; }

SubjectRef ImportBatch::meet(People& people, const formats::Person& person) {
  Identity identity;
  identity.user_principal_name = person.upn;
  if (!is_address(person.object_id))
    identity.object_id = person.object_id;
  else if (person.upn.empty())
    identity.user_principal_name = person.object_id;
  identity.display_name = person.display_name;
  identity.mail = person.mail;
  return meet(people, identity, Source::mention);
}

void ImportBatch::meet(People& people, const formats::UserRecord& user) {
  const Identity identity{user.object_id,     user.upn,     user.mail,    user.display_name,
                          user.given_name,    user.surname, user.alias,   user.job_title,
                          user.department,    user.office,  user.company, user.employee_id,
                          user.usage_location};
  const auto subject = meet(people, identity, Source::directory);
  if (!user.manager) return;
  const auto manager = meet(people, *user.manager);
  people.all[subject].manager = manager;
}

// An employee profile of HR: it knows name, department and role; everything else stays as the
// directory has it.
void ImportBatch::meet(People& people, const formats::HrRecord& row) {
  const auto subject = find({}, row.email, row.email);
  auto identity = subject ? parts_.identities.identity_of(*subject) : Result<Identity>(Identity{});
  if (!identity) return;  // erased meanwhile
  const auto& profile = *row.profile;
  identity->given_name = profile.first_name;
  identity->surname = profile.last_name;
  if (!profile.department.empty()) identity->department = profile.department;
  if (!profile.role.empty()) identity->job_title = profile.role;
  if (!subject) {
    identity->mail = row.email;
    identity->display_name = profile.first_name + " " + profile.last_name;
  }
  if (subject)
    meet_as(people, *subject, *identity, Source::directory);
  else
    meet(people, *identity, Source::directory);
}

void ImportBatch::meet(People& people, Read& read) {
  const auto& record = read.record;
  if (const auto* user = std::get_if<formats::UserRecord>(&record)) meet(people, *user);
  if (const auto* alert = std::get_if<formats::AlertRecord>(&record))
    read.user = meet_user(people, *alert);
  if (const auto* row = std::get_if<formats::HrRecord>(&record); row != nullptr && row->profile)
    meet(people, *row);
}

std::string ImportBatch::unused_pseudonym() {
  static constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
  while (true) {
    std::array<unsigned char, 8> random{};
    ensure(RAND_bytes(random.data(), static_cast<int>(random.size())) == 1,
           "the system gives random numbers");
    std::string text = "Anon";
    for (std::size_t i = 0; i < 3; ++i) text += letters[random[i] * letters.size() / 256];
    text += '-';
    for (std::size_t i = 3; i < 6; ++i) text += static_cast<char>('0' + random[i] * 10 / 256);
    if (!parts_.identities.knows_pseudonym(text) && pseudonyms_.insert(text).second) return text;
  }
}

// Meets people until a command has as many as it can take; answers how many records that were.  A
// record brings two people at most, and the parser bounds their texts: one more always fits.
std::size_t ImportBatch::meet_what_fits(People& people, std::span<Read> records) {
  std::size_t met = 0;
  while (met < records.size() && people.bytes < frame_bytes_most &&
         people.all.size() + 2 <= dom::subject::sightings_max)
    meet(people, records[met++]);
  return met;
}

// Commits who is new or changed in the first of these records, and answers how many they were;
// again when the directory changed meanwhile.
Result<std::size_t> ImportBatch::commit_people(std::span<Read> records) {
  for (int tries = 0;; ++tries) {
    if (auto ok = parts_.identities.catch_up(); !ok) return fail(ok.error());
    const auto known_at = parts_.identities.version();
    People people;
    fresh_.clear();
    object_ids_.clear();
    const auto met_records = meet_what_fits(people, records);
    dom::subject::ImportSubjects command{{}, known_at};
    for (const auto& [subject, met] : people.all) {
      if (!met.identity && !met.manager) continue;
      dom::subject::Sighting sighting{
          subject, met.is_new ? unused_pseudonym() : "", {}, met.manager};
      if (met.identity)
        sighting.identity =
            dom::Personal<Identity>::about(subject, Purpose::identity, *met.identity);
      command.sightings.push_back(std::move(sighting));
    }
    if (command.sightings.empty()) return met_records;
    const auto done = execute(command);
    if (done) return met_records;
    const auto reason = detail(done.error(), "reason");
    const bool moved = reason == "directory_changed" || reason == "pseudonym_taken";
    if (!moved || tries == 4) return fail(done.error());
  }
}

Status ImportBatch::take_persons(std::vector<Read>& records) {
  std::span<Read> rest(records);
  while (!rest.empty()) {
    const auto taken = commit_people(rest);
    if (!taken) return fail(taken.error());
    rest = rest.subspan(*taken);
  }
  return parts_.identities.catch_up();
}

}  // namespace riskflow::runtime
