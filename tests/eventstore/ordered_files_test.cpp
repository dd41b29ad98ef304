// The order in which RocksDB's list of files reaches the disk.

#include "eventstore/ordered_files.hpp"

#include <filesystem>

#include <rocksdb/env.h>

#include "tests/eventstore/failing_files.hpp"
#include "tests/eventstore/vocabulary.hpp"

namespace riskflow::eventstore {

class AFileOfRocksDb : public LogTest {
 protected:
  std::unique_ptr<rocksdb::WritableFile> must_make(const std::string& name) {
    std::unique_ptr<rocksdb::WritableFile> file;
    EXPECT_TRUE(env_->NewWritableFile((folder_ / name).string(), &file, {}).ok());
    return file;
  }
  int syncs_of_append(rocksdb::WritableFile& file) {
    const int before = files_.syncs();
    EXPECT_TRUE(file.Append("record").ok());
    return files_.syncs() - before;
  }

  FailingFiles files_;
  std::unique_ptr<rocksdb::Env> env_ = with_ordered_files(files_.env());
};

TEST_F(AFileOfRocksDb, ThatListsTheOthersHasEachRecordSyncedBeforeTheNext) {
  const auto list = must_make("MANIFEST-000007");
  EXPECT_EQ(syncs_of_append(*list), 0) << "nothing names it yet";
  EXPECT_EQ(syncs_of_append(*list), 0);
  ASSERT_TRUE(list->Sync().ok());
  EXPECT_EQ(syncs_of_append(*list), 0) << "what came before is synced";
  EXPECT_EQ(syncs_of_append(*list), 1);
  ASSERT_TRUE(list->Sync().ok());
  EXPECT_EQ(syncs_of_append(*list), 0);
}

TEST_F(AFileOfRocksDb, ThatListsTheOthersTakesNoRecordAfterOneThatWasNotSynced) {
  const auto list = must_make("MANIFEST-000007");
  ASSERT_TRUE(list->Append("record").ok());
  ASSERT_TRUE(list->Sync().ok());
  ASSERT_TRUE(list->Append("second").ok());
  files_.fail_syncs();
  EXPECT_FALSE(list->Append("third").ok());
  files_.heal();
  EXPECT_EQ(std::filesystem::file_size(folder_ / "MANIFEST-000007"), 12U);
}

TEST_F(AFileOfRocksDb, ThatListsNothingIsSyncedWhenItIsAsked) {
  const auto table = must_make("000008.sst");
  for (int i = 0; i < 3; ++i) EXPECT_EQ(syncs_of_append(*table), 0);
  ASSERT_TRUE(table->Sync().ok());
  for (int i = 0; i < 3; ++i) EXPECT_EQ(syncs_of_append(*table), 0);
}

}  // namespace riskflow::eventstore
