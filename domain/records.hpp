#pragma once
// What is only put on record: reads of identities, and imports that ran.
// Streams: reads-<operator>-<yyyy-mm-dd> (UTC), expected any; imports, expected any; request-<id>.

#include <vector>

#include "domain/deciding.hpp"
#include "domain/described.hpp"
#include "domain/personal.hpp"
#include "domain/vocabulary.hpp"

namespace riskflow::domain::reads {

// Why somebody was shown an identity.  Stored: never renumber.
enum class Basis : std::uint8_t { names_shown = 1, flow_run = 2 };
std::span<const Word<Basis>> words(Basis);

// What they were shown: a person's directory entry, or a text with names in it, which a flow wrote.
// Stored: never renumber.
enum class Shown : std::uint8_t { directory_entry = 1, text = 2 };
std::span<const Word<Shown>> words(Shown);

// Durable before the bytes leave.  It covers the same reader, basis, extent and subjects until
// `until`.
struct IdentitiesRead {
  OperatorRef reader;
  Basis basis{};
  Shown shown{};
  std::vector<SubjectRef> subjects;
  Instant until;
  bool operator==(const IdentitiesRead&) const = default;
};
RISKFLOW_DESCRIBE(IdentitiesRead, reader, basis, shown, subjects, until)

namespace v1 {

struct IdentitiesRead {
  OperatorRef reader;
  Basis basis{};
  std::vector<SubjectRef> subjects;
  Instant until;
  bool operator==(const IdentitiesRead&) const = default;
};
RISKFLOW_DESCRIBE(IdentitiesRead, reader, basis, subjects, until)

// What was shown was not told apart: the most it can have been.
reads::IdentitiesRead upcast(IdentitiesRead old);

}  // namespace v1

StreamId stream(const OperatorRef& reader, Instant day);

struct Record {
  IdentitiesRead read;
};
Result<Decision> decide(const Record&, Desk&);

}  // namespace riskflow::domain::reads

namespace riskflow::domain::imports {

struct Ran {
  std::uint64_t read = 0, added = 0, changed = 0, unchanged = 0, skipped = 0;  // records
  std::vector<std::string> sources;  // what kinds of files
  bool operator==(const Ran&) const = default;
};
RISKFLOW_DESCRIBE(Ran, read, added, changed, unchanged, skipped, sources)

StreamId stream();

struct RecordRun {
  Ran ran;
};
Result<Decision> decide(const RecordRun&, Desk&);

}  // namespace riskflow::domain::imports

namespace riskflow::domain::requests {

// A request that came with an Idempotency-Key: its stream is made once, in the commit of what it
// asked for, so that the same request is recognised for ever (docs/adr/0003-idempotency-keys.md).
struct Keyed {
  RequestId request;
  PersonalText asked;  // a hash of it all, sealed as the sender's: tells it from another request
  bool operator==(const Keyed&) const = default;
};
RISKFLOW_DESCRIBE(Keyed, request, asked)

StreamId stream(const RequestId& request);

}  // namespace riskflow::domain::requests
