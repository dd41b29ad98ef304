#pragma once
// Carries out the erasures that were approved: destroys the keys, drops what memory holds of the
// people, and certifies it.  It keeps nothing that counts: who is due stands in the log, so what a
// crash cut off is done at the next start.

#include <filesystem>
#include <functional>
#include <mutex>
#include <optional>
#include <set>
#include <span>

#include "runtime/core/lens.hpp"
#include "runtime/root_escrow.hpp"

namespace riskflow::runtime {

// Thread rule: any thread.
class Erasures {
 public:
  // `parts`: their caches forget too, and so do the mails that are kept here, by `forget_mails`.
  // `escrow`: gets the new root, and the names of who is gone.
  Erasures(eventstore::Keyring& keys, std::filesystem::path keys_folder, const LensParts& parts,
           RootEscrow& escrow, std::function<void()> forget_mails)
      : keys_(keys),
        keys_folder_(std::move(keys_folder)),
        parts_(parts),
        escrow_(escrow),
        forget_mails_(std::move(forget_mails)) {}

  // Before anything is read: destroys the keys of everybody who is due, and those of everybody who
  // was ever certified where an older copy of the key folder brought them back.  What cannot be
  // destroyed now is withheld, and tried again by `carry_out`: it keeps no log shut.  Errors: those
  // of the log.
  Status destroy_again();

  // Puts on record who was erased and is not known as erased here: whom a restore of these keys
  // forgot again, since another log did that after the backup; and who stands on this log's own
  // list in escrow, since the data folder is an older copy, after their keys were destroyed once
  // more. Errors: those of the key folder, of the escrow and of the commit.
  Status carry_over();

  // Erases everybody who is due, and waits until that is certified, durable; in a log for reading
  // only, they stay due.  Errors: those of the key folder, of the escrow and of the commit, which
  // say how far it came; they are still due then, and nobody can read what is about them.  Cost:
  // some tens of milliseconds.
  Status carry_out();

  // How many are due.
  Result<std::size_t> due() const;

 private:
  Result<std::set<SubjectRef>> everybody_due() const;
  Result<std::uint64_t> certified_generation() const;
  Status forget_certified(std::uint64_t generation);
  Status forget_certified_if_older();
  Status destroy(std::span<const SubjectRef> people,
                 std::optional<std::uint64_t> generation = std::nullopt);
  Status destroy_everybody_due();
  Status put_on_record(std::span<const SubjectRef> people, const std::string& origin);
  Status carry_over_listed();
  Status certify(const std::set<SubjectRef>& people);

  eventstore::Keyring& keys_;
  const std::filesystem::path keys_folder_;
  const LensParts& parts_;
  RootEscrow& escrow_;
  const std::function<void()> forget_mails_;
  std::mutex one_at_a_time_;
  bool is_list_carried_over_ = false;
};

}  // namespace riskflow::runtime
