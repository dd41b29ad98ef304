// The Merkle tree of a log: what it has at each size, what it proves, and how it comes to a log
// that was made before there was one.

#include <rocksdb/db.h>

#include "eventstore/tree_reader.hpp"
#include "tests/eventstore/vocabulary.hpp"

namespace riskflow::eventstore {

using proof::Frontier;
using proof::Hash;

class TreeOfALog : public LogTest {
 protected:
  // Appends commits of 1 to 7 events until the log has at least so many.
  void grow_to(std::uint64_t events) {
    while (to_number(log_->head()) < events) {
      const auto number = next_++;
      std::vector<EncodedEvent> some;
      for (std::uint64_t i = 0; i <= number % 7; ++i) some.push_back(event("a", std::to_string(i)));
      must_append(frame(request(number), {part("stream-" + std::to_string(number % 5),
                                               Expected::any(), std::move(some))}));
    }
  }

  std::uint64_t head() const { return to_number(log_->head()); }

  Hash leaf(std::uint64_t position) const {
    return proof::leaf_hash(log_->leaf(Position{position}).value());
  }

  Hash root(std::uint64_t size) const { return log_->tree(size).value().root; }

 private:
  std::uint64_t next_ = 1;
};

TEST_F(TreeOfALog, HasTheRootOfItsLeavesAtEverySize) {
  grow_to(1'500);
  Frontier tree;
  for (std::uint64_t size = 0; size <= head(); ++size) {
    ASSERT_EQ(root(size), tree.root()) << size;
    if (size < head()) tree.add(leaf(size));
  }
}

TEST_F(TreeOfALog, HasALeafForEachEventWithItsStreamAndTheHashOfItsPayload) {
  must_append(
      frame(request(1), {part("a", Expected::any(), {event("x", "one"), event("y", "two")})}));
  const auto bytes = log_->leaf(Position{1}).value();
  EXPECT_NE(bytes.find("\x01y"), Bytes::npos);
  EXPECT_TRUE(bytes.ends_with(proof::view_of(proof::sha256(proof::view_of(proof::sha256("two"))))));
  EXPECT_NE(bytes, log_->leaf(Position{0}).value());
  EXPECT_EQ(log_->leaf(Position{2}).error().code, Errc::not_found);
}

TEST_F(TreeOfALog, IsTheSameAfterTheLogWasOpenedAgain) {
  for (const auto size :
       std::initializer_list<std::uint64_t>{3, 255, 256, 260, 511, 512, 700, 1'500}) {
    grow_to(size);
    const auto before = root(head());
    reopen();
    EXPECT_EQ(root(head()), before) << head();
  }
  Frontier tree;
  for (std::uint64_t i = 0; i < head(); ++i) tree.add(leaf(i));
  EXPECT_EQ(root(head()), tree.root());
}

TEST_F(TreeOfALog, ProvesItsEventsAndItsGrowth) {
  grow_to(1'200);
  for (const auto size : std::initializer_list<std::uint64_t>{1, 2, 255, 256, 257, 512, 700, 1'200})
    for (const auto at :
         std::initializer_list<std::uint64_t>{0, 1, 200, 255, 256, 511, 600, 1'199}) {
      if (at >= size) continue;
      const auto path = log_->inclusion_proof(Position{at}, size);
      ASSERT_TRUE(path) << path.error().message;
      EXPECT_TRUE(proof::verify_inclusion(at, size, leaf(at), *path, root(size)))
          << at << " of " << size;
      const auto growth = log_->consistency_proof(at, size);
      ASSERT_TRUE(growth) << growth.error().message;
      EXPECT_TRUE(proof::verify_consistency({at, root(at)}, {size, root(size)}, *growth))
          << at << " to " << size;
    }
}

TEST_F(TreeOfALog, ProvesEventsOfTilesThatHaveGrownSinceTheyWereAskedFor) {
  for (const auto grown : std::initializer_list<std::uint64_t>{3, 100, 250, 257, 515, 700, 1'100}) {
    grow_to(grown);
    const auto size = head();
    for (const auto at : {std::uint64_t{0}, size / 2, size - 1}) {
      const auto path = log_->inclusion_proof(Position{at}, size);
      ASSERT_TRUE(path) << path.error().message;
      EXPECT_TRUE(proof::verify_inclusion(at, size, leaf(at), *path, root(size)))
          << at << " of " << size;
    }
  }
}

TEST_F(TreeOfALog, SaysWhichSizesItHasHad) {
  grow_to(10);
  EXPECT_EQ(log_->tree(head() + 1).error().code, Errc::not_found);
  EXPECT_EQ(log_->inclusion_proof(Position{0}, head() + 1).error().code, Errc::not_found);
  EXPECT_EQ(log_->inclusion_proof(Position{5}, 5).error().code, Errc::not_found);
  EXPECT_EQ(log_->consistency_proof(5, 4).error().target, "from");
  EXPECT_EQ(log_->consistency_proof(5, head() + 1).error().code, Errc::not_found);
  EXPECT_TRUE(log_->consistency_proof(0, 5).value().empty());
}

TEST_F(TreeOfALog, OfTheSameFramesInOtherGroupsIsTheSame) {
  grow_to(600);
  const auto blocking = root(head());
  const auto events = head();
  log_.reset();
  std::filesystem::remove_all(options().folder);
  open();
  // The same log id is part of no leaf, so a log made anew with the same frames has the same tree.
  std::atomic<int> answered = 0;
  int sent = 0;
  for (std::uint64_t number = 1, made = 0; made < events; ++number, ++sent) {
    std::vector<EncodedEvent> some;
    for (std::uint64_t i = 0; i <= number % 7; ++i, ++made)
      some.push_back(event("a", std::to_string(i)));
    log_->append(frame(request(number), {part("stream-" + std::to_string(number % 5),
                                              Expected::any(), std::move(some))}),
                 [&](const Result<Receipt>& receipt) { answered += receipt ? 1 : 0; });
  }
  log_->close();
  EXPECT_EQ(answered, sent);
  EXPECT_EQ(root(events), blocking);
}

// Takes the tree away from a closed log.
static void cut_the_tree(const std::filesystem::path& folder) {
  std::vector<std::string> names;
  rocksdb::DBOptions database;
  ASSERT_TRUE(rocksdb::DB::ListColumnFamilies(database, folder.string(), &names).ok());
  std::vector<rocksdb::ColumnFamilyDescriptor> families;
  families.reserve(names.size());
  for (const auto& name : names) families.emplace_back(name, rocksdb::ColumnFamilyOptions{});
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  rocksdb::DB* raw = nullptr;
  ASSERT_TRUE(rocksdb::DB::Open(database, folder.string(), families, &handles, &raw).ok());
  const std::unique_ptr<rocksdb::DB> db(raw);
  for (auto* handle : handles) {
    if (handle->GetName() == "tree") { ASSERT_TRUE(db->DropColumnFamily(handle).ok()); }
    ASSERT_TRUE(db->DestroyColumnFamilyHandle(handle).ok());
  }
  ASSERT_TRUE(db->Close().ok());
}

TEST_F(TreeOfALog, ComesToALogThatWasMadeBeforeThereWasOne) {
  for (const auto size : std::initializer_list<std::uint64_t>{5, 256, 1'000, 70'000}) {
    log_.reset();
    std::filesystem::remove_all(options().folder);
    open();
    if (size < 10'000) {
      grow_to(size);
    } else {
      for (std::uint64_t i = 0; head() < size; ++i)
        must_append(frame(request(100'000 + i),
                          {part("many", Expected::any(), std::vector(4'000, event("a", "b")))}));
    }
    const auto before = root(head());
    log_.reset();
    cut_the_tree(options().folder);
    open();
    EXPECT_EQ(root(head()), before) << size;
    must_append(frame(request(999'999), {part("later", Expected::any(), {event("a")})}));
    const auto path = log_->inclusion_proof(Position{head() - 1}, head());
    ASSERT_TRUE(path);
    EXPECT_TRUE(proof::verify_inclusion(head() - 1, head(), leaf(head() - 1), *path, root(head())));
  }
}

}  // namespace riskflow::eventstore
