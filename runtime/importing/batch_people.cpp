// The people of a batch: who is new, who changed, and who is known by which key.

#include <array>

#include <openssl/rand.h>

#include "domain/core/ensure.hpp"
#include "runtime/core/request_ids.hpp"
#include "runtime/importing/batch.hpp"

namespace riskflow::runtime {

namespace dom = domain;
using dom::subject::Identity;

std::optional<SubjectRef> ImportBatch::find(std::string_view object_id, std::string_view upn,
                                            std::string_view mail) const {
  for (const auto key : {object_id, upn, mail}) {
    if (key.empty()) continue;
    if (const auto fresh = fresh_.find(directory_key(key)); fresh != fresh_.end())
      return fresh->second;
    if (const auto known = parts_.identities.find(key)) return known;
  }
  return {};
}

SubjectRef ImportBatch::meet(People& people, const Identity& identity, Source source) {
  const auto known = find(identity.object_id, identity.user_principal_name, identity.mail);
  const auto subject = known ? *known : SubjectRef{random_id_bytes()};
  auto& met = people.try_emplace(subject, Met{subject, {}, {}, false}).first->second;
  if (!known) {
    met.is_new = true;
    for (const auto* key : {&identity.object_id, &identity.user_principal_name, &identity.mail})
      if (!key->empty()) fresh_[directory_key(*key)] = subject;
  }
  const auto is_news = [&] {
    return parts_.identities.fingerprint_of(subject) != parts_.identities.fingerprint(identity);
  };
  if (!known || (source == Source::directory && is_news())) met.identity = identity;
  return subject;
}

SubjectRef ImportBatch::meet(People& people, const import::Person& person) {
  Identity identity;
  identity.object_id = person.object_id;
  identity.user_principal_name = person.upn;
  identity.display_name = person.display_name;
  identity.mail = person.mail;
  return meet(people, identity, Source::mention);
}

void ImportBatch::meet(People& people, const import::UserRecord& user) {
  const Identity identity{user.object_id,     user.upn,     user.mail,    user.display_name,
                          user.given_name,    user.surname, user.alias,   user.job_title,
                          user.department,    user.office,  user.company, user.employee_id,
                          user.usage_location};
  const auto subject = meet(people, identity, Source::directory);
  if (!user.manager) return;
  const auto manager = meet(people, *user.manager);
  people[subject].manager = manager;
}

// An employee profile of HR: it knows name, department and role; everything else stays as the
// directory has it.
void ImportBatch::meet(People& people, const import::HrRecord& row) {
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
  meet(people, *identity, Source::directory);
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

// Meets everybody and commits what is new; again when the directory changed meanwhile.
Status ImportBatch::commit_people(const std::function<void(People&)>& meet_all) {
  for (int tries = 0;; ++tries) {
    if (auto ok = parts_.identities.catch_up(); !ok) return ok;
    const auto known_at = parts_.identities.version();
    People people;
    fresh_.clear();
    meet_all(people);
    dom::subject::ImportSubjects command{{}, known_at};
    for (const auto& [subject, met] : people) {
      if (!met.identity && !met.manager) continue;
      dom::subject::Sighting sighting{
          subject, met.is_new ? unused_pseudonym() : "", {}, met.manager};
      if (met.identity)
        sighting.identity =
            dom::Personal<Identity>::about(subject, Purpose::identity, *met.identity);
      command.sightings.push_back(std::move(sighting));
    }
    if (command.sightings.empty()) return {};
    const auto receipt = parts_.bus.execute(command, context(random_request_id(parts_.clock.now())),
                                            [this](std::string_view event) { count(event); });
    if (receipt) return parts_.identities.catch_up();
    const auto reason = detail(receipt.error(), "reason");
    const bool moved = reason == "directory_changed" || reason == "pseudonym_taken";
    if (!moved || tries == 4) return fail(receipt.error());
  }
}

Status ImportBatch::take_persons(const std::vector<Read>& records) {
  return commit_people([&](People& people) {
    for (const auto& read : records) {
      if (const auto* user = std::get_if<import::UserRecord>(&read.record)) meet(people, *user);
      if (const auto* alert = std::get_if<import::AlertRecord>(&read.record))
        meet(people, alert->user);
      if (const auto* row = std::get_if<import::HrRecord>(&read.record);
          row != nullptr && row->profile)
        meet(people, *row);
    }
  });
}

}  // namespace riskflow::runtime
