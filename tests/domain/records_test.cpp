// What is only put on record: reads of identities, and imports that ran.

#include <gtest/gtest.h>

#include "tests/domain/cast.hpp"

namespace riskflow::domain::tests {

static const OperatorRef analyst = person_in(RoleGroup::analysts);
static const reads::IdentitiesRead read_of_mira{
    analyst, reads::Basis::names_shown, reads::Shown::directory_entry, {mira}, in_days(0)};
static const StreamId todays_reads = reads::stream(analyst, noon());

TEST(ReadingAnIdentity, IsOnRecordWhileNamesAreShown) {
  given({privacy::ModeChanged{PrivacyMode::show_names}})
      .by(RoleGroup::analysts)
      .when(reads::Record{read_of_mira})
      .then({Happened(todays_reads, read_of_mira)});
}

TEST(ReadingAnIdentity, IsRefusedWhileNamesAreNotShown) {
  given({})
      .by(RoleGroup::analysts)
      .when(reads::Record{read_of_mira})
      .then_rejected(Errc::forbidden, "names are not shown", "privacy");
  given({})
      .by_riskflow()
      .when(reads::Record{read_of_mira})
      .then_rejected(Errc::forbidden, "names are not shown", "privacy");
}

TEST(ReadingAnIdentity, TwiceIsTwoRecords) {
  given({privacy::ModeChanged{PrivacyMode::show_names}})
      .by(RoleGroup::analysts)
      .when(reads::Record{read_of_mira})
      .then({Happened(todays_reads, read_of_mira)})
      .when(reads::Record{read_of_mira})
      .then({Happened(todays_reads, read_of_mira)});
}

TEST(ReadingAnIdentity, RestsOnPrivacyAndRolesAndOnNoVersionOfItsOwn) {
  const auto decided = given({privacy::ModeChanged{PrivacyMode::show_names}})
                           .by(RoleGroup::analysts)
                           .when(reads::Record{read_of_mira})
                           .decided();
  ASSERT_TRUE(decided);
  std::map<std::string, std::optional<Version>> parts;
  for (const auto& change : decided->changes()) parts[change.stream.name] = change.version;
  EXPECT_EQ(
      parts,
      (std::map<std::string, std::optional<Version>>{
          {"privacy", Version{1}}, {"roles", Version{1}}, {todays_reads.name, std::nullopt}}));
}

TEST(AReadOfTheFirstForm, CountsAsOneOfTheWholeDirectoryEntry) {
  const reads::v1::IdentitiesRead old{analyst, reads::Basis::names_shown, {mira}, in_days(0)};
  EXPECT_EQ(upcast(old), read_of_mira);
}

TEST(TheStreamOfReads, IsOneADayAndReader) {
  EXPECT_EQ(todays_reads.name, "reads-" + to_text(analyst) + "-2026-01-12");
  EXPECT_EQ(reads::stream(analyst, in_days(1) - std::chrono::hours{12}).name,
            "reads-" + to_text(analyst) + "-2026-01-13");
}

TEST(AnImportThatRan, IsOnRecordEachTime) {
  const imports::Ran ran{10, 4, 3, 2, 1, {"alerts"}};
  given({})
      .by(RoleGroup::admins)
      .when(imports::RecordRun{ran})
      .then({ran})
      .when(imports::RecordRun{ran})
      .then({ran});
}

}  // namespace riskflow::domain::tests
