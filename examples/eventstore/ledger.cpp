// A small ledger on the event store of riskflow: append, read, follow, consume, prove.
//
//   ledger FOLDER
//
// Its requests have fixed ids: run again on the same folder, it finds that all of them were
// accepted before.

#include <charconv>
#include <filesystem>
#include <iostream>
#include <stdexcept>

#include "eventstore/consumers.hpp"
#include "eventstore/follower.hpp"
#include "eventstore/notary.hpp"
#include "eventstore/proof/log_proof.hpp"

namespace ledger {

using namespace riskflow;
using namespace riskflow::eventstore;

// The value; an error ends this program, which has no better answer to it.
template <class T>
static T must(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().message);
  return std::move(*result);
}
static void must(const Status& status) {
  if (!status) throw std::runtime_error(status.error().message);
}

// One request that was made at half past eight.  A server takes the clock and random bits instead.
static Frame request(std::uint8_t number, std::vector<Part> parts) {
  const auto at = must(instant_from_text("2026-01-12T08:30:00Z"));
  const auto id = request_id(at, {0, 0, 0, 0, 0, 0, 0, 0, 0, number});
  return {.request = id,
          .actor = {},
          .cause = {.event = std::nullopt, .correlation = id},
          .occurred = at,
          .parts = std::move(parts)};
}

static EncodedEvent event(std::string type, std::string payload) {
  return {.type = std::move(type), .schema = 1, .payload = std::move(payload)};
}

// Both accounts are in the commit, so there is never money that left one and did not reach the
// other.  `seen` is the version of Ann's account that the decision was made on.
static Frame transfer(std::uint8_t number, Version seen, const std::string& amount) {
  return request(number,
                 {{{"account-ann"}, Expected::exactly(seen), {event("money.taken", amount)}},
                  {{"account-ben"}, Expected::exists(), {event("money.given", amount)}}});
}

static void tell(std::string_view what, const Result<Receipt>& receipt) {
  std::cout << what << ": ";
  if (!receipt)
    std::cout << "refused, " << to_text(receipt.error().code) << '\n';
  else
    std::cout << (receipt->outcome == Outcome::repeated ? "was accepted before" : "accepted")
              << " at position " << to_number(receipt->first) << '\n';
}

static void append(Log& log) {
  tell("opening two accounts",
       log.append_and_wait(
           request(1, {{{"account-ann"}, Expected::no_stream(), {event("money.given", "100")}},
                       {{"account-ben"}, Expected::no_stream(), {event("money.given", "0")}}})));
  tell("30 from Ann to Ben", log.append_and_wait(transfer(2, Version{1}, "30")));
  tell("the same again", log.append_and_wait(transfer(2, Version{1}, "30")));
  tell("90, decided before that", log.append_and_wait(transfer(3, Version{1}, "90")));
}

static int amount_of(const StoredEvent& event) {
  int amount = 0;
  std::from_chars(event.payload.data(), event.payload.data() + event.payload.size(), amount);
  return event.type == "money.taken" ? -amount : amount;
}

// The state of one account: its events, folded.
static void read(const Log& log, const std::string& account) {
  int balance = 0;
  must(log.read_stream({account}, Version{0}, [&](const CommitHeader&, const StoredEvent& event) {
    balance += amount_of(event);
    return Reading::more;
  }));
  std::cout << account << " has " << balance << '\n';
}

// Every commit in order; without Wait::no, in a thread of its own, `next` waits for the one that
// comes.
static void follow(Log& log) {
  Follower follower(log, Position{0});
  while (const auto commit = must(follower.next(Follower::Wait::no)))
    for (const auto& event : commit->events)
      std::cout << to_number(event.position) << "  " << event.stream << "  " << event.type << "  "
                << event.payload << '\n';
}

// One worker of a group that writes letters for money taken.  What it has acknowledged does not
// come again, in this process or the next.
static void consume(Log& log, const std::filesystem::path& folder) {
  SystemClock clock;
  const auto consumers = must(Consumers::open(log, folder));
  const auto letters =
      must(consumers->group("letters", {.filter = {.kinds = {}, .types = {"money.taken"}}}));
  const auto pulled = must(letters->pull(clock.now(), 10));
  for (const Delivery& one : pulled.deliveries) {
    std::cout << "a letter to " << one.event.stream << " about " << one.event.payload << '\n';
    must(letters->acknowledge(one.ticket, clock.now()));
  }
  std::cout << "letters to write: " << letters->status().lag << '\n';
}

// That the event at `position` is in the log, for somebody who has nothing but the proof and the
// public key.
static void prove(const Log& log, const std::filesystem::path& folder, Position position) {
  const auto notary = must(Notary::open(log, folder));
  const auto keys = notary->keys();
  const auto note = must(notary->sign());
  const auto size = must(proof::verify_checkpoint(note, keys)).tree.size;
  const auto text = proof::to_text({.index = to_number(position),
                                    .leaf = must(log.leaf(position)),
                                    .path = must(log.inclusion_proof(position, size)),
                                    .checkpoint = note});
  const auto read = must(proof::log_proof_from_text(text));
  const auto checkpoint = must(proof::verify_log_proof(read, keys));
  std::cout << "event " << read.index << " is among the " << checkpoint.tree.size
            << " events that were signed\n";
  auto moved = read;
  ++moved.index;
  std::cout << "as event " << moved.index << " it is "
            << (proof::verify_log_proof(moved, keys) ? "proved" : "not") << '\n';
}

static void run(const std::filesystem::path& folder) {
  std::filesystem::create_directories(folder);
  const auto log = must(Log::open({.folder = folder / "log"}));
  append(*log);
  read(*log, "account-ann");
  read(*log, "account-ben");
  follow(*log);
  consume(*log, folder / "consumers");
  prove(*log, folder, Position{2});
}

}  // namespace ledger

int main(int count, char** words) {
  if (count != 2) {
    std::cerr << "usage: ledger FOLDER\n";
    return 2;
  }
  try {
    ledger::run(words[1]);
    return 0;
  } catch (const std::exception& error) {
    std::cerr << "ledger: " << error.what() << '\n';
    return 1;
  }
}
