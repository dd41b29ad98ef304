#include "tests/faults/machine.hpp"

#include <utility>

#include <unistd.h>

namespace riskflow::faults {

namespace fs = std::filesystem;

static fs::path make_folder() {
  auto name = (fs::temp_directory_path() / "riskflow-fault-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) throw fs::filesystem_error("no folder", {});
  return name;
}

Complaints refusal(const Error& error) {
  return {{Complaint::Voice::refused, "I10: does not open: " + error.message}};
}

static thread_local const Machine* newest = nullptr;

const Machine* Machine::of_this_thread() { return newest; }

Machine::Machine(std::uint64_t seed, const Habits& habits)
    : root_(make_folder()),
      disk_(root_,
            [this] {
              workload.clock().jump(std::chrono::milliseconds(1000 + workload.chance()() % 9000));
            }),
      before_(std::exchange(newest, this)),
      workload(root_, seed, habits, [this] { return disk_.is_off(); }) {}

static fs::path what_is_kept(const Disk& disk, Keep keep) {
  const auto folder = make_folder();
  Chance chance(static_cast<std::uint64_t>(keep));
  fs::remove(folder);
  disk.copy(folder, chance, keep);
  return folder;
}

Machine::Machine(const Machine& ended, Keep keep)
    : root_(what_is_kept(ended.disk_, keep)),
      disk_(root_),
      before_(std::exchange(newest, this)),
      workload(root_, 0, ended.workload.habits(), [this] { return disk_.is_off(); }) {
  workload.oracle() = ended.workload.oracle();
}

Machine::~Machine() {
  workload.drop();
  newest = before_;
  std::error_code ignored;
  fs::remove_all(root_, ignored);
}

Complaints Machine::aftermath() const {
  Complaints found;
  for (const auto keep :
       {Keep::everything, Keep::nothing, Keep::prefix, Keep::sectors, Keep::zeros})
    for (auto& one : Machine(*this, keep).complaints()) found.push_back(std::move(one));
  return found;
}

Complaints Machine::complaints() {
  disk_.befall({});
  if (const auto opened = workload.open(); !opened) return refusal(opened.error());
  auto found = workload.oracle().complaints(workload.store());
  if (!found.empty()) return found;
  found = workload.oracle().ask_again(workload.store());
  if (!found.empty()) return found;
  return workload.oracle().complaints(workload.store());
}

}  // namespace riskflow::faults
