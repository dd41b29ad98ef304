#include "tests/faults/machine.hpp"

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

Machine::Machine(std::uint64_t seed, const Habits& habits)
    : root_(make_folder()),
      disk_(root_,
            [this] {
              workload.clock().jump(std::chrono::milliseconds(1000 + workload.chance()() % 9000));
            }),
      workload(root_, seed, habits, [this] { return disk_.is_off(); }) {}

Machine::~Machine() {
  workload.drop();
  std::error_code ignored;
  fs::remove_all(root_, ignored);
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
