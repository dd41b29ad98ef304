// Erasing keys: what is forgotten cannot be derived from anything that is left, everything else
// can.

#include <algorithm>
#include <fstream>
#include <map>
#include <random>
#include <thread>

#include <fcntl.h>
#include <unistd.h>

#include "eventstore/crypto.hpp"
#include "eventstore/keyring.hpp"
#include "tests/eventstore/vocabulary.hpp"

namespace riskflow::eventstore {

namespace fs = std::filesystem;

static constexpr std::array purposes{Purpose::identity, Purpose::casework, Purpose::operations};

static std::string text(const Key& key) { return hex(view_of(key.bytes())); }

static std::string content_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

static Bytes bytes_of(std::string_view hexadecimal) {
  Bytes out;
  for (std::size_t i = 0; i < hexadecimal.size(); i += 2)
    out += static_cast<char>(std::stoi(std::string(hexadecimal.substr(i, 2)), nullptr, 16));
  return out;
}

class KeyErasing : public ::testing::Test {
 protected:
  fs::path keys() const { return folder_ / "keys"; }
  fs::path unlock() const { return folder_ / "unlock"; }

  std::unique_ptr<Keyring> must_open() { return must_open(keys()); }
  std::unique_ptr<Keyring> must_open(const fs::path& folder) {
    auto opened = Keyring::open(folder, unlock());
    EXPECT_TRUE(opened) << opened.error().message;
    return std::move(*opened);
  }

  // References as they are: random.
  std::vector<SubjectRef> people(std::size_t count) {
    std::vector<SubjectRef> out(count);
    for (auto& one : out)
      for (auto& byte : one.bytes) byte = static_cast<std::uint8_t>(chance_());
    return out;
  }

  static std::map<SubjectRef, std::string> leaves_of(const Keyring& ring,
                                                     std::span<const SubjectRef> people) {
    std::map<SubjectRef, std::string> out;
    for (const auto& one : people)
      for (const auto purpose : purposes) out[one] += text(ring.leaf(one, purpose).value());
    return out;
  }

  static void expect_erased(const Keyring& ring, const SubjectRef& person) {
    for (const auto purpose : purposes) {
      const auto leaf = ring.leaf(person, purpose);
      ASSERT_FALSE(leaf);
      EXPECT_EQ(leaf.error().code, Errc::erased) << leaf.error().message;
    }
  }

  // What an erasure has written: the root, and pages that were not there.
  std::uintmax_t size_of_new(const std::set<fs::path>& before) {
    auto size = fs::file_size(keys() / "root");
    for (const auto& file : files())
      if (!before.contains(file)) size += fs::file_size(file);
    return size;
  }
  std::set<fs::path> files() const {
    std::set<fs::path> out;
    for (const auto& entry : fs::directory_iterator(keys() / "pages")) out.insert(entry.path());
    return out;
  }

  TemporaryFolder folder_;
  std::mt19937 chance_{11};
};

TEST_F(KeyErasing, ForgetsThePersonAndNobodyElse) {
  auto ring = must_open();
  const auto everybody = people(300);
  const auto leaves = leaves_of(*ring, everybody);
  std::set<SubjectRef> gone;
  for (std::size_t n = 0; n < 60; n += 1 + n % 3) {
    const auto batch = std::span(everybody).subspan(n, 1 + n % 3);
    ASSERT_TRUE(ring->erase(batch));
    gone.insert(batch.begin(), batch.end());
    if (n % 10 == 0) ring = must_open();  // also what was read back
    for (const auto& one : everybody)
      if (gone.contains(one)) expect_erased(*ring, one);
  }
  for (const auto& [person, leaf] : leaves)
    if (!gone.contains(person)) {
      EXPECT_EQ(leaves_of(*ring, std::array{person}).at(person), leaf);
    }
}

// People whose references differ only at their end share all of the way but its last steps.
TEST_F(KeyErasing, TellsPeopleApartWhoseReferencesAreNeighbours) {
  const auto ring = must_open();
  std::vector<SubjectRef> neighbours(32, people(1).front());
  for (std::size_t n = 0; n < neighbours.size(); ++n)
    neighbours[n].bytes[15] = static_cast<std::uint8_t>(n * 8);
  const auto leaves = leaves_of(*ring, neighbours);
  for (std::size_t n = 0; n < neighbours.size(); n += 2)
    ASSERT_TRUE(ring->erase(std::array{neighbours[n]}));
  const auto again = must_open();
  for (std::size_t n = 0; n < neighbours.size(); ++n)
    if (n % 2 == 0)
      expect_erased(*again, neighbours[n]);
    else
      EXPECT_EQ(leaves_of(*again, std::array{neighbours[n]}).at(neighbours[n]),
                leaves.at(neighbours[n]));
}

TEST_F(KeyErasing, OfWhoWasErasedChangesNothingForThem) {
  const auto ring = must_open();
  const auto two = people(2);
  ASSERT_TRUE(ring->erase(two));
  const auto kept = leaves_of(*ring, people(5));
  ASSERT_TRUE(ring->erase(two));
  for (const auto& one : two) expect_erased(*ring, one);
  for (const auto& [person, leaf] : kept)
    EXPECT_EQ(leaves_of(*ring, std::array{person}).at(person), leaf);
}

TEST_F(KeyErasing, RaisesTheGenerationOfTheKeys) {
  auto ring = must_open();
  EXPECT_EQ(ring->generation(), 1u);
  ASSERT_TRUE(ring->erase(people(3)));
  EXPECT_EQ(ring->generation(), 2u);
  EXPECT_EQ(must_open()->generation(), 2u);
}

TEST_F(KeyErasing, WritesAtMost48KilobytesHoweverManyWereErasedBefore) {
  const auto ring = must_open();
  std::uintmax_t most = 0;
  for (const auto& person : people(250)) {
    const auto before = files();
    ASSERT_TRUE(ring->erase(std::array{person}));
    most = std::max(most, size_of_new(before));
  }
  EXPECT_LE(most, 48u * 1'000u);
}

// Whoever kept all old pages, and has the root of now, still cannot derive the key.
TEST_F(KeyErasing, MakesEveryOlderCopyOfThePagesUseless) {
  const auto ring = must_open();
  const auto some = people(20);
  std::map<fs::path, std::string> kept;
  for (const auto& person : some) {
    for (const auto& file : files()) kept[file.filename()] = content_of(file);
    ASSERT_TRUE(ring->erase(std::array{person}));
  }
  const auto now = content_of(keys() / "root");
  for (const auto& [name, content] : kept)
    if (!fs::exists(keys() / "pages" / name))
      std::ofstream(keys() / "pages" / name, std::ios::binary) << content;
  const auto again = must_open();
  EXPECT_EQ(content_of(keys() / "root"), now);
  for (const auto& person : some) expect_erased(*again, person);
  // The root of now opens no page that an erasure has replaced: each stands under a key of its own,
  // and that is in none of the pages that are left.
  for (const auto& [name, content] : kept)
    for (const auto& [other, there] : kept)
      if (name != other) EXPECT_NE(content, there);
}

TEST_F(KeyErasing, OverwritesTheOldRootWhereItLies) {
  const auto ring = must_open();
  const auto before = content_of(keys() / "root");
  const int old = ::open((keys() / "root").c_str(), O_RDONLY);
  ASSERT_GE(old, 0);
  ASSERT_TRUE(ring->erase(people(1)));
  std::string there(before.size(), '\0');
  ASSERT_EQ(::pread(old, there.data(), there.size(), 0), static_cast<ssize_t>(there.size()));
  ::close(old);
  std::size_t same = 0;
  for (std::size_t i = 0; i < there.size(); ++i) same += there[i] == before[i] ? 1u : 0u;
  EXPECT_LT(same, there.size() / 4);
}

TEST_F(KeyErasing, LeavesNoPageThatNoLongerCounts) {
  const auto ring = must_open();
  const auto some = people(30);
  for (const auto& person : some) ASSERT_TRUE(ring->erase(std::array{person}));
  // One page a person, and those where their ways part.
  EXPECT_LE(files().size(), 2 * some.size());
  for (const auto& file : files()) EXPECT_NE(file.filename(), "0");
}

// A crash between the pages and the root: the pages count for nothing.
TEST_F(KeyErasing, ThatWasCutOffBeforeTheRootDidNotHappen) {
  const auto person = people(1).front();
  const auto before = leaves_of(*must_open(), std::array{person});
  const auto root = content_of(keys() / "root");
  const auto page = content_of(keys() / "pages/0");
  ASSERT_TRUE(must_open()->erase(std::array{person}));
  std::ofstream(keys() / "root", std::ios::binary) << root;
  std::ofstream(keys() / "pages/0", std::ios::binary) << page;
  const auto ring = must_open();
  EXPECT_EQ(leaves_of(*ring, std::array{person}), before);
  EXPECT_EQ(files().size(), 1u) << "what the crash left is removed";
  ASSERT_TRUE(ring->erase(std::array{person}));
  expect_erased(*must_open(), person);
}

// A crash after the root: the old pages are still there, and are removed.
TEST_F(KeyErasing, ThatWasCutOffAfterTheRootIsDone) {
  const auto person = people(1).front();
  must_open();
  const auto page = content_of(keys() / "pages/0");
  ASSERT_TRUE(must_open()->erase(std::array{person}));
  std::ofstream(keys() / "pages/0", std::ios::binary) << page;
  expect_erased(*must_open(), person);
  EXPECT_FALSE(fs::exists(keys() / "pages/0"));
}

TEST_F(KeyErasing, ThatCannotWriteForgetsNothing) {
  const auto ring = must_open();
  const auto some = people(2);
  const auto before = leaves_of(*ring, some);
  fs::remove(keys() / "pages/0");  // the page that it must read first
  const auto erased = ring->erase(std::array{some[0]});
  ASSERT_FALSE(erased);
  EXPECT_EQ(erased.error().code, Errc::corrupt);
  EXPECT_EQ(leaves_of(*ring, some), before);
}

// An erasure whose root came into place, and that then failed: the next one goes on from what is on
// the disk, and takes no number that a page there has.
TEST_F(KeyErasing, TellsWhoseKeysAreLeft) {
  auto all = people(300);
  const auto ring = must_open();
  ASSERT_TRUE(ring->erase(std::span(all).first(150)));
  std::vector<SubjectRef> left(all.begin() + 150, all.end());
  std::ranges::sort(left);
  EXPECT_EQ(ring->still_derivable(all).value(), left);
  EXPECT_EQ(must_open()->still_derivable(all).value(), left);
}

// Whoever is to be forgotten is not read while the disk is full, or read-only.
TEST_F(KeyErasing, ThatHasToWaitWithholdsTheKeysUntilItIsDone) {
  const auto all = people(2);
  const auto ring = must_open();
  ASSERT_TRUE(ring->leaf(all[0], Purpose::identity));
  ring->withhold(std::span(all).first(1));
  EXPECT_EQ(ring->leaf(all[0], Purpose::identity).error().code, Errc::erased);
  EXPECT_TRUE(ring->leaf(all[1], Purpose::identity));
  EXPECT_EQ(ring->still_derivable(all)->size(), 2U) << "they are still to be destroyed";
  ASSERT_TRUE(ring->erase(std::span(all).first(1)));
  EXPECT_EQ(ring->leaf(all[0], Purpose::identity).error().code, Errc::erased);
  EXPECT_EQ(ring->still_derivable(all).value(), std::vector{all[1]});
}

TEST_F(KeyErasing, AfterOneThatFailedLateGoesOnFromWhatIsOnTheDisk) {
  const auto ring = must_open();
  const auto some = people(3);
  const auto before = leaves_of(*ring, some);
  ASSERT_TRUE(must_open()->erase(std::array{some[0]}));  // `ring` has not seen it
  const auto now = content_of(keys() / "root");
  const auto pages = files();
  ASSERT_TRUE(ring->erase(std::array{some[1]}));
  for (const auto& page : pages) EXPECT_FALSE(fs::exists(page)) << "each was on the way";
  EXPECT_NE(content_of(keys() / "root"), now);
  const auto again = must_open();
  expect_erased(*again, some[0]);
  expect_erased(*again, some[1]);
  expect_erased(*ring, some[0]);
  EXPECT_EQ(leaves_of(*again, std::array{some[2]}).at(some[2]), before.at(some[2]));
}

TEST_F(KeyErasing, ReachesThreadsThatDeriveMeanwhile) {
  const auto ring = must_open();
  const auto everybody = people(64);
  const auto leaves = leaves_of(*ring, everybody);
  std::array<std::atomic<bool>, 64> gone{};
  std::atomic<bool> done{false};
  std::vector<std::jthread> threads;
  for (int t = 0; t < 3; ++t)
    threads.emplace_back([&] {
      while (!done)
        for (std::size_t n = 0; n < everybody.size(); ++n) {
          const bool was_gone = gone[n];
          const auto leaf = ring->leaf(everybody[n], Purpose::identity);
          EXPECT_FALSE(was_gone && leaf) << n;
          if (leaf) EXPECT_TRUE(leaves.at(everybody[n]).starts_with(text(*leaf)));
        }
    });
  for (std::size_t n = 0; n < everybody.size(); n += 2) {
    EXPECT_TRUE(ring->erase(std::array{everybody[n]}));
    gone[n] = true;
  }
  done = true;
}

// A folder that was made before erasures: one page with one seed.
TEST_F(KeyErasing, WorksInAFolderOfTheFirstFormat) {
  fs::create_directories(keys() / "pages");
  std::ofstream(unlock()) << "8294740ea0422aadda402025d1446aed0e5ee798e29fc48f129965c0e012ebd1\n";
  fs::permissions(unlock(), static_cast<fs::perms>(0600));
  std::ofstream(keys() / "root", std::ios::binary) << bytes_of(
      "7269736b666c6f772d6b6579730001010000000000000000000000000000000126c444f805b2f742"
      "7099441410478eb315e8ddbaf5ae8060c111438df76a7bbc6e4bb2ceb4f97a8de0ceb0e6fc4588"
      "add4f7ed7a71778b39e44aa311");
  std::ofstream(keys() / "pages/0", std::ios::binary) << bytes_of(
      "7269736b666c6f772d6b6579730001020000000000000000000000000000000150a23da492f14940"
      "4ea17e44640012a0b1ae58c36b91db086f3d4e050d33ccfbfefac2935490c1fbfe66141feb5faa"
      "aa54178b1c3fa7c16e9d69e43377e3f620f66d8bc728");
  const std::array<std::string_view, 3> expected{
      "efeb29b675a5c0d9c18a90ec18dd9df8f61d1cc9aee26046f016d85a788f5e10",
      "9aeafc357339c27335b4f40b4c386355c9221662900150b9a986e691c934a4e0",
      "6d976c7b0cffc0ab76e73ef281728cbb2b700bd88b2d763e6878e00d21307071"};
  std::vector<SubjectRef> three(3);
  for (std::size_t n = 0; n < 3; ++n) {
    three[n].bytes[0] = static_cast<std::uint8_t>(n + 1);
    three[n].bytes[15] = static_cast<std::uint8_t>(~(n + 1));
    EXPECT_EQ(text(must_open()->leaf(three[n], purposes[n]).value()), expected[n]);
  }
  ASSERT_TRUE(must_open()->erase(std::array{three[1]}));
  const auto ring = must_open();
  expect_erased(*ring, three[1]);
  EXPECT_EQ(text(ring->leaf(three[0], purposes[0]).value()), expected[0]);
  EXPECT_EQ(text(ring->leaf(three[2], purposes[2]).value()), expected[2]);
}

}  // namespace riskflow::eventstore
