#include "tests/faults/cases.hpp"

#include <algorithm>
#include <fstream>
#include <map>

#include <fmt/format.h>

#include "tests/faults/machine.hpp"
#include "tests/faults/safekeeping.hpp"

namespace riskflow::faults {

namespace fs = std::filesystem;
using eventstore::Durability;

// The script of the kinds that befall every operation; its number of steps.
static constexpr std::uint64_t script = 7;
static constexpr int script_steps = 60;

// ---- the script, with a fault at every place ----

static Complaints play_script() {
  Machine machine(script);
  machine.workload.run(script_steps);
  machine.workload.close();
  const auto operations = machine.disk().operations();
  const auto reads = machine.disk().reads();
  // CMakeLists.txt plays so many; and fewer would hardly flush and compact.
  if (operations > 500 && operations < 1000 && reads > 100 && reads < 700) return {};
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

// What was acknowledged after a fault that has passed must be on the disk too.
static Complaints cut_after_passing(Machine& machine, std::uint64_t number) {
  Chance chance(number);
  machine.workload.drop();
  machine.disk().cut_power(chance, Keep::nothing);
  return machine.complaints();
}

static Fault passing(Trouble trouble, std::uint64_t number) {
  return {trouble, number / 2, number % 2 == 0 ? Lasts::once : Lasts::on};
}

static Complaints play_passing(const Fault& fault, std::uint64_t number) {
  Machine machine(script);
  machine.disk().befall(fault);
  machine.workload.run(script_steps);
  machine.disk().befall({});
  machine.workload.run(3);
  return cut_after_passing(machine, number);
}

static Complaints play_passing(Trouble trouble, std::uint64_t number) {
  return play_passing(passing(trouble, number), number);
}

// A log that was mended takes appends again, without being opened anew by anybody.
static Complaints play_mend(std::uint64_t number) {
  Machine machine(script, {.mends = true});
  machine.disk().befall(passing(Trouble::sync_error, number));
  for (int i = 0; i < script_steps && !machine.workload.is_failing(); ++i) machine.workload.run(1);
  machine.disk().befall({});
  machine.workload.run(1);
  if (auto found = machine.complaints(); !found.empty()) return found;
  return cut_after_passing(machine, number);
}

static Complaints play_odd_write(std::uint64_t number) {
  const auto trouble = number % 4 < 2 ? Trouble::short_write : Trouble::interrupted;
  return play_passing({trouble, number / 4, number % 2 == 0 ? Lasts::once : Lasts::on}, number);
}

// ---- power cuts ----

static Complaints play_cuts(Machine& machine, std::uint64_t number) {
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

static Complaints play_power_cut(std::uint64_t number) {
  Machine machine(number);
  return play_cuts(machine, number);
}

// Three erasures have less, always the same: nothing else goes on.
static constexpr std::uint64_t erasure_operations = 100;
static constexpr std::uint64_t erasure_syncs = 20;

static Complaints play_erasures(const Fault& fault, std::uint64_t number,
                                std::optional<Keep> keep = std::nullopt) {
  Machine machine(script);
  Chance chance(number);
  if (const auto opened = machine.workload.open(); !opened) return refusal(opened.error());
  for (int i = 0; i < 4; ++i) machine.workload.make_key();
  machine.disk().befall(fault);
  for (int i = 0; i < 3; ++i) machine.workload.erase_somebody();
  machine.workload.drop();
  machine.disk().cut_power(chance, keep);
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

// Where the newest record of a log lies: at the end of its journal.
struct Record {
  fs::path journal;
  std::uint64_t begin = 0;
};

// Appends a group of one, and closes.
static Record append_a_last(Machine& machine) {
  const auto earlier = newest_journal(machine.root());
  const auto size = fs::file_size(earlier);
  while (!machine.workload.append_one()) {}
  machine.workload.drop();
  const auto journal = newest_journal(machine.root());
  return {journal, journal == earlier ? size : 0};
}

// Number n: the record ends after n / 3 of its bytes, and n % 3 says what follows.
static Complaints play_torn_tail(std::uint64_t number) {
  Machine machine(script + number / 3 / 1000);
  machine.workload.run(12);
  if (const auto opened = machine.workload.open(); !opened) return refusal(opened.error());
  const auto [journal, begin] = append_a_last(machine);
  machine.workload.oracle()
      .forget_newest_answer();  // after damage nobody can say whether there was
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

static void flip_a_bit(const Record& record, Chance& chance) {
  auto content = content_of(record.journal);
  const auto bit = record.begin * 8 + chance() % ((content.size() - record.begin) * 8);
  content[bit / 8] = static_cast<char>(content[bit / 8] ^ (1 << (bit % 8)));
  put(record.journal, content);
}

// One of the files, and one of its bits.
static fs::path flip_a_bit(const fs::path& root, std::string_view only, Chance& chance) {
  std::map<std::string, std::vector<fs::path>> files;
  for (const auto& path : files_below(root))
    if (fs::file_size(path) > 0 && (only.empty() || kind_of(path) == only))
      files[kind_of(path)].push_back(path);
  const auto kind = std::next(files.begin(), static_cast<std::ptrdiff_t>(chance() % files.size()));
  const auto path = kind->second[chance() % kind->second.size()];
  flip_a_bit({path, 0}, chance);
  return path;
}

static bool is_any_loud(const Complaints& found) {
  return std::ranges::any_of(
      found, [](const Complaint& one) { return one.voice != Complaint::Voice::silent; });
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
  if (is_signed) {
    machine.workload.close();
  } else {
    append_a_last(machine);
    machine.workload.oracle().forget_newest_answer();
  }
  const auto path = flip_a_bit(machine.root(), is_signed ? "" : ".log", chance);
  if (!machine.workload.open()) return {};
  auto found = machine.workload.oracle().complaints(machine.workload.store());
  if (is_any_loud(found)) return {};
  for (auto& one : found) one.text += fmt::format(" (a bit of {})", path.filename().string());
  return found;
}

// Odd numbers: what the ledger says was acknowledged is there, or missed aloud.
static Complaints play_strict(std::uint64_t number) {
  Machine machine(number, {.durability = Durability::strict});
  if (number % 2 == 0) return play_cuts(machine, number);
  Chance chance(number);
  machine.workload.run(20);
  if (const auto opened = machine.workload.open(); !opened) return refusal(opened.error());
  flip_a_bit(append_a_last(machine), chance);
  if (!machine.workload.open()) return {};
  auto found = machine.workload.oracle().complaints(machine.workload.store());
  return is_any_loud(found) ? Complaints{} : found;
}

Complaints play(Kind kind, std::uint64_t number) {
  switch (kind) {
    case Kind::script: return play_script();
    case Kind::crash: return play_crash(number);
    case Kind::power_cut: return play_power_cut(number);
    case Kind::erasure:
      return play_erasures({Trouble::power_cut, number % erasure_operations}, number);
    case Kind::key_error:
      return play_erasures({Trouble::sync_error, number % erasure_syncs}, number, Keep::nothing);
    case Kind::strict: return play_strict(number);
    case Kind::torn_tail: return play_torn_tail(number);
    case Kind::bit_flip: return play_bit_flip(number);
    case Kind::no_space: return play_passing(Trouble::no_space, number);
    case Kind::io_error: return play_passing(Trouble::io_error, number);
    case Kind::mend: return play_mend(number);
    case Kind::read_error: return play_passing(Trouble::read_error, number);
    case Kind::odd_write: return play_odd_write(number);
    case Kind::slow: return play_passing(Trouble::slow, number);
    case Kind::safekeeping: return play_safekeeping(number);
    case Kind::keep_error: return play_keep_error(number);
  }
  return {};
}

}  // namespace riskflow::faults
