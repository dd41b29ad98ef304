#include "tests/faults/cases.hpp"

#include <algorithm>
#include <fstream>
#include <map>

#include <fmt/format.h>
#include <unistd.h>

#include "tests/faults/workload.hpp"

namespace riskflow::faults {

namespace fs = std::filesystem;

// The script of the kinds that befall every operation; its number of steps.
static constexpr std::uint64_t script = 7;
static constexpr int script_steps = 60;

static Complaints refusal(const Error& error) {
  return {{Complaint::Voice::refused, "I10: does not open: " + error.message}};
}

namespace {

// A machine: a folder that goes with it, its disk, and what runs on it.
class Machine {
 public:
  explicit Machine(std::uint64_t seed)
      : root_(make_folder()),
        disk_(root_,
              [this] {
                workload.clock().jump(std::chrono::milliseconds(1000 + workload.chance()() % 9000));
              }),
        workload(root_, seed, [this] { return disk_.is_off(); }) {}
  ~Machine() {
    workload.drop();
    std::error_code ignored;
    fs::remove_all(root_, ignored);
  }
  Machine(const Machine&) = delete;
  Machine& operator=(const Machine&) = delete;

  Disk& disk() { return disk_; }
  const fs::path& root() const { return root_; }

  // What does not hold once it is up again and all faults have gone.
  Complaints complaints() {
    disk_.befall({});
    if (const auto opened = workload.open(); !opened) return refusal(opened.error());
    auto found = workload.oracle().complaints(workload.store());
    if (!found.empty()) return found;
    found = workload.oracle().ask_again(workload.store());
    if (!found.empty()) return found;
    return workload.oracle().complaints(workload.store());
  }

 private:
  static fs::path make_folder() {
    auto name = (fs::temp_directory_path() / "riskflow-fault-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw fs::filesystem_error("no folder", {});
    return name;
  }

  const fs::path root_;
  Disk disk_;

 public:
  Workload workload;
};

}  // namespace

// ---- the script, with a fault at every place ----

static Complaints play_script() {
  Machine machine(script);
  machine.workload.run(script_steps);
  machine.workload.close();
  const auto operations = machine.disk().operations();
  const auto reads = machine.disk().reads();
  // CMakeLists.txt plays so many; and fewer would hardly flush and compact.
  if (operations > 500 && operations < 1000 && reads > 100 && reads < 500) return {};
  return {{Complaint::Voice::silent,
           fmt::format("the script has {} operations and {} reads", operations, reads)}};
}

static Complaints play_crash(std::uint64_t number) {
  Machine machine(script);
  Chance chance(number);
  machine.disk().befall({Trouble::power_cut, number});
  machine.workload.run(script_steps);
  machine.workload.drop();
  machine.disk().cut_power(chance, Keep::everything);
  return machine.complaints();
}

// Faults that pass, and then the power goes: what was acknowledged after one must be on the disk
// too.
static Complaints play_passing(Fault fault, std::uint64_t number) {
  Machine machine(script);
  Chance chance(number);
  machine.disk().befall(fault);
  machine.workload.run(script_steps);
  machine.disk().befall({});
  machine.workload.run(3);
  machine.workload.drop();
  machine.disk().cut_power(chance, Keep::nothing);
  return machine.complaints();
}

static Complaints play_passing(Trouble trouble, std::uint64_t number) {
  return play_passing({trouble, number / 2, number % 2 == 0 ? Lasts::once : Lasts::on}, number);
}

static Complaints play_odd_write(std::uint64_t number) {
  const auto trouble = number % 4 < 2 ? Trouble::short_write : Trouble::interrupted;
  return play_passing({trouble, number / 4, number % 2 == 0 ? Lasts::once : Lasts::on}, number);
}

// ---- power cuts ----

static Complaints play_power_cut(std::uint64_t number) {
  Machine machine(number);
  Chance chance(number);
  if (number % 3 != 0) machine.workload.run(static_cast<int>(chance() % 40));
  for (auto cuts = 1 + chance() % 3; cuts > 0; --cuts) {
    machine.disk().befall({Trouble::power_cut, chance() % 200});
    machine.workload.run(60);
    machine.workload.drop();
    machine.disk().cut_power(chance);
  }
  return machine.complaints();
}

// Three erasures have less than a hundred operations, always the same: nothing else goes on.
static Complaints play_erasure(std::uint64_t number) {
  Machine machine(script);
  Chance chance(number);
  if (const auto opened = machine.workload.open(); !opened) return refusal(opened.error());
  for (int i = 0; i < 4; ++i) machine.workload.make_key();
  machine.disk().befall({Trouble::power_cut, number % 100});
  for (int i = 0; i < 3; ++i) machine.workload.erase_somebody();
  machine.workload.drop();
  machine.disk().cut_power(chance);
  return machine.complaints();
}

// ---- damage to what was closed ----

static std::string content_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

static void put(const fs::path& path, std::string_view content) {
  std::ofstream(path, std::ios::binary) << content;
}

static std::vector<fs::path> files_below(const fs::path& folder) {
  std::vector<fs::path> out;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.is_regular_file()) out.push_back(entry.path());
  std::ranges::sort(out);
  return out;
}

static fs::path newest_journal(const fs::path& root) {
  fs::path newest;
  for (const auto& path : files_below(root / "data/log"))
    if (path.extension() == ".log") newest = path;
  return newest;
}

// A group of one, of which nobody can say after damage whether it was acknowledged.
static void append_a_last(Machine& machine) {
  while (!machine.workload.append_one()) {}
  machine.workload.oracle().forget_newest_answer();
  machine.workload.drop();
}

// Number n: the record ends after n / 3 of its bytes, and n % 3 says what follows.
static Complaints play_torn_tail(std::uint64_t number) {
  Machine machine(script + number / 3 / 1000);
  machine.workload.run(12);
  if (const auto opened = machine.workload.open(); !opened) return refusal(opened.error());
  const auto earlier = newest_journal(machine.root());
  const auto size = fs::file_size(earlier);
  append_a_last(machine);
  const auto journal = newest_journal(machine.root());
  const auto begin = journal == earlier ? size : 0;
  auto content = content_of(journal);
  const auto whole = content.size();
  content.resize(begin + number / 3 % (whole - begin));
  Chance chance(number);
  if (number % 3 == 1) content.resize(whole, '\0');
  while (number % 3 == 2 && content.size() < whole) content += static_cast<char>(chance());
  put(journal, content);
  return machine.complaints();
}

// The kinds of files, each with the same share of the flips.
static std::string kind_of(const fs::path& path) {
  const auto name = path.filename().string();
  if (path.has_extension()) return path.extension().string();
  if (path.parent_path().filename() == "pages") return "page";
  return name.substr(0, name.find('-'));
}

// One of the files, and one of its bits.
static fs::path flip_a_bit(const fs::path& root, std::string_view only, Chance& chance) {
  std::map<std::string, std::vector<fs::path>> files;
  for (const auto& path : files_below(root))
    if (fs::file_size(path) > 0 && (only.empty() || kind_of(path) == only))
      files[kind_of(path)].push_back(path);
  const auto kind = std::next(files.begin(), static_cast<std::ptrdiff_t>(chance() % files.size()));
  const auto path = kind->second[chance() % kind->second.size()];
  auto content = content_of(path);
  const auto bit = chance() % (content.size() * 8);
  content[bit / 8] = static_cast<char>(content[bit / 8] ^ (1 << (bit % 8)));
  put(path, content);
  return path;
}

// Every fourth in the journal of a log that ended without a last checkpoint.  Refusing to open, or
// to read, is as good as to be right.
static Complaints play_bit_flip(std::uint64_t number) {
  Machine machine(number / 16);
  Chance chance(number);
  machine.workload.run(60);
  if (const auto opened = machine.workload.open(); !opened) return refusal(opened.error());
  const bool is_signed = number % 4 != 3;
  for (int i = 0; i < 12 && !is_signed; ++i) machine.workload.append_one();
  if (is_signed)
    machine.workload.close();
  else
    append_a_last(machine);
  const auto path = flip_a_bit(machine.root(), is_signed ? "" : ".log", chance);
  if (!machine.workload.open()) return {};
  auto found = machine.workload.oracle().complaints(machine.workload.store());
  const auto is_loud = [](const Complaint& one) { return one.voice != Complaint::Voice::silent; };
  if (std::ranges::any_of(found, is_loud)) return {};
  for (auto& one : found) one.text += fmt::format(" (a bit of {})", path.filename().string());
  return found;
}

Complaints play(Kind kind, std::uint64_t number) {
  switch (kind) {
    case Kind::script: return play_script();
    case Kind::crash: return play_crash(number);
    case Kind::power_cut: return play_power_cut(number);
    case Kind::erasure: return play_erasure(number);
    case Kind::torn_tail: return play_torn_tail(number);
    case Kind::bit_flip: return play_bit_flip(number);
    case Kind::no_space: return play_passing(Trouble::no_space, number);
    case Kind::io_error: return play_passing(Trouble::io_error, number);
    case Kind::read_error: return play_passing(Trouble::read_error, number);
    case Kind::odd_write: return play_odd_write(number);
    case Kind::slow: return play_passing(Trouble::slow, number);
  }
  return {};
}

}  // namespace riskflow::faults
