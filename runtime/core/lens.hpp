#pragma once
// The lens: the one place that turns references into what a person may see.  It opens sealed
// values, by the caller's rights and the privacy setting, and puts every read of an identity on
// record, durable, before it gives the identity out.
//
//   Lens lens(parts, caller);
//   if (auto ok = lens.will_show(subjects); !ok) return ok.error();   // one record for the page
//   lens.user(subject);                                              // "AnonIS8-988", or the name
//
// Thread rule: one thread a lens; make one for each request.

#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>

#include "runtime/core/authority.hpp"
#include "runtime/core/bus.hpp"
#include "runtime/core/lately.hpp"
#include "runtime/core/person_mask.hpp"
#include "runtime/core/persons.hpp"
#include "runtime/core/sealing.hpp"

namespace riskflow::runtime {

// Which reads were put on record lately, so that one record covers five minutes
// of the same reader, basis, extent and subject.
class ReadLedger {
 public:
  static constexpr std::chrono::minutes covered{5};

  // The subjects of `wanted` that no record covers at `now`; one of a directory entry covers the
  // names in texts.
  std::vector<SubjectRef> uncovered(const domain::reads::IdentitiesRead& wanted, Instant now);
  void add(const domain::reads::IdentitiesRead& read);

 private:
  using Key = std::tuple<OperatorRef, domain::reads::Basis, domain::reads::Shown, SubjectRef>;
  std::mutex mutex_;
  std::map<Key, Instant> until_;
};

using NameMasks = Lately<formats::NameMask>;
using OpenedTexts = Lately<Opened>;

// What every lens works with; lives as long as the server.
struct LensParts {
  const eventstore::Log& log;
  const eventstore::Keyring& keys;
  Aggregates& aggregates;
  CommandBus& bus;
  Authority& authority;
  Persons& persons;
  ReadLedger& reads;
  NameMasks& masks;
  OpenedTexts& texts;
  Clock& clock;
};

// A person as the caller may see them.
struct ShownUser {
  std::string pseudonym;
  std::optional<domain::subject::Identity> identity;  // only while names are shown
};

class Lens {
 public:
  // `why` goes into the record of each read.  `correlation`: the request on whose behalf.
  Lens(const LensParts& parts, const domain::Actor& caller, domain::reads::Basis why,
       const RequestId& correlation);

  // Whether identities may leave at all: the privacy setting, now.
  bool shows_names() const { return shows_names_; }

  // Puts the reads of these subjects' identities on record (nothing while pseudonyms are on).  Call
  // it once with everybody an answer shows; `user` opens nobody else.  Errors: those of the commit:
  // without a record nothing is shown.
  Status will_show(std::span<const SubjectRef> subjects);

  // The person, as the caller may see them.  An erased person has their pseudonym only.
  Result<ShownUser> user(const SubjectRef& subject);

  // What to call the person: the display name (or UPN) while names are shown, else the pseudonym.
  Result<std::string> name_of(const SubjectRef& subject);

  // Free text of the casework: for those who work on cases.  "[erased]" when a person it is about
  // was erased.  What a flow wrote with identities in it is one: shown while names are, and put on
  // record first.
  Result<std::string> casework_text(const PersonalRef& ref);

  // Title and description of an alert.  Where the person it is about is a pseudonym to the caller,
  // their names in it are the pseudonym too; without an identity to find them by it is withheld.
  Result<domain::alert::Text> alert_text(const PersonalRef& ref);

  // An operator's name.  Operators are never pseudonymised.
  Result<std::string> operator_name(const OperatorRef& person);

 private:
  // What hides a person: the pseudonym in place of the names.
  struct Hiding {
    std::string pseudonym;
    NameMasks::Held names;  // null: not known, or erased
  };

  Status put_on_record(domain::reads::Shown shown, std::span<const SubjectRef> subjects);
  NameMasks::Held mask_of(const Person& person) const;
  Result<OpenedTexts::Held> open(const PersonalRef& ref) const;
  bool is_named(const SubjectRef& subject) const;
  Result<const Hiding*> hiding_of(const SubjectRef& subject);

  const LensParts& parts_;
  domain::Actor caller_;
  domain::reads::Basis why_;
  RequestId correlation_;
  bool shows_names_;
  std::set<SubjectRef> on_record_;
  std::map<SubjectRef, ShownUser> shown_;
  std::map<SubjectRef, Hiding> hidden_;
  std::map<OperatorRef, std::string> operators_;
};

}  // namespace riskflow::runtime
