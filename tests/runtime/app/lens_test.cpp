#include "runtime/core/lens.hpp"

#include <fstream>
#include <iterator>

#include <gtest/gtest.h>

#include "tests/runtime/app/office.hpp"

namespace riskflow::runtime {

static bool mentions(const std::string& text, const std::string& what) {
  return text.find(what) != std::string::npos;
}

TEST(Lens, ShowsPseudonymsUntilAnAdministratorDecidesOtherwise) {
  Office office;
  office.open_case();
  for (const auto* page :
       {"/v1.0/users", "/v1.0/cases", "/v1.0/alerts", "/v1.0/cases/1", "/v1.0/audit"}) {
    const auto body = office.get(page);
    EXPECT_EQ(200U, office.status) << body;
    EXPECT_FALSE(mentions(body, Office::subject_name)) << page;
    EXPECT_FALSE(mentions(body, "Propulsion research")) << page;
  }
  EXPECT_TRUE(mentions(office.get("/v1.0/cases"), "Anon"));
}

TEST(Lens, PutsTheReadOnRecordBeforeItShowsAName) {
  Office office;
  office.open_case();
  office.patch("/v1.0/settings/privacy", R"({"mode": "ShowNames"})");
  EXPECT_FALSE(mentions(office.get("/v1.0/audit"), "Viewed identity"));
  EXPECT_TRUE(mentions(office.get("/v1.0/cases"), Office::subject_name));
  EXPECT_TRUE(mentions(office.get("/v1.0/audit"), "Viewed identity"));
}

TEST(Lens, CoversTheSameReadForFiveMinutesWithOneRecord) {
  Office office;
  office.open_case();
  office.patch("/v1.0/settings/privacy", R"({"mode": "ShowNames"})");
  office.get("/v1.0/cases");
  const auto head = office.app().parts().log->head();
  office.get("/v1.0/cases");
  EXPECT_EQ(head, office.app().parts().log->head());
  office.clock.at += std::chrono::minutes{6};
  office.get("/v1.0/cases");
  EXPECT_EQ(head + 1, office.app().parts().log->head());
}

TEST(Lens, HidesNamesAgainAtOnceWhenTheyAreTurnedOff) {
  Office office;
  office.open_case();
  office.patch("/v1.0/settings/privacy", R"({"mode": "ShowNames"})");
  ASSERT_TRUE(mentions(office.get("/v1.0/cases"), Office::subject_name));
  office.patch("/v1.0/settings/privacy", R"({"mode": "ShowAnonymized"})");
  EXPECT_FALSE(mentions(office.get("/v1.0/cases"), Office::subject_name));
}

TEST(Lens, LeavesNoNameInAnyFileOfTheDataFolder) {
  Office office;
  office.open_case();
  office.patch("/v1.0/settings/privacy", R"({"mode": "ShowNames"})");
  office.get("/v1.0/cases/1");
  office.reopen();
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(office.folder())) {
    if (!entry.is_regular_file()) continue;
    ++files;
    std::ifstream in(entry.path(), std::ios::binary);
    const std::string bytes{std::istreambuf_iterator<char>(in), {}};
    for (const auto* secret : {"Mira", "Koval", "oto.brandt", "Propulsion", "Quarter end"})
      EXPECT_FALSE(mentions(bytes, secret)) << secret << " in " << entry.path();
  }
  EXPECT_GT(files, 5U);
}

}  // namespace riskflow::runtime
