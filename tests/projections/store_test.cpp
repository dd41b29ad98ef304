// What the store promises of keys that come and go: it never holds more than a map would.

#include "projections/store.hpp"

#include <map>
#include <random>

#include <gtest/gtest.h>

#include "tests/projections/story.hpp"

namespace riskflow::projections::testing {

using Model = std::map<Bytes, Bytes>;

static std::shared_ptr<Store> open_store(const std::filesystem::path& folder) {
  StoreOptions options;
  options.folder = folder;
  options.write_buffer_bytes = 64 * 1024;  // so that files are written, and compacted
  return *Store::open(options);
}

static Model everything_in(const Store& store) {
  Model out;
  auto at = store.cursor(Reach::range);
  for (at.seek("k"); at.valid(); at.next()) out.emplace(at.key(), at.value());
  EXPECT_TRUE(at.status());
  return out;
}

// A few changes of a few keys, so that one key often comes and goes within a group.
static void change_some(Writes& writes, Model& model, std::mt19937& chance) {
  for (auto left = chance() % 40; left > 0; --left) {
    const Bytes key = "k" + std::to_string(chance() % 30);
    if (const auto found = model.find(key); found != model.end()) {
      writes.erase(key);
      model.erase(found);
    } else {
      const Bytes value(chance() % 200, 'v');
      writes.put(key, value);
      model.emplace(key, value);
    }
  }
}

TEST(TheStore, HoldsWhatAMapWouldHoweverKeysComeAndGo) {
  const Folder folder;
  std::mt19937 chance(7);
  Model model;
  auto store = open_store(folder / "proj");
  for (int group = 0; group < 2000; ++group) {
    Writes writes;
    change_some(writes, model, chance);
    ASSERT_TRUE(store->write(writes));
    if (group % 100 == 99) ASSERT_EQ(model, everything_in(*store)) << "after group " << group;
  }
}

TEST(TheStore, HasEverythingAgainWhenItWasClosedAndOpened) {
  const Folder folder;
  std::mt19937 chance(8);
  Model model;
  for (int life = 0; life < 20; ++life) {
    const auto store = open_store(folder / "proj");
    ASSERT_EQ(model, everything_in(*store)) << "in life " << life;
    for (int group = 0; group < 50; ++group) {
      Writes writes;
      change_some(writes, model, chance);
      ASSERT_TRUE(store->write(writes));
    }
  }
}

}  // namespace riskflow::projections::testing
