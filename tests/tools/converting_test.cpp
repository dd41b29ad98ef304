// riskflow flow convert and the files that flow commands read, as they are typed.

#include <filesystem>
#include <fstream>
#include <iterator>

#include <gtest/gtest.h>
#include <unistd.h>

#include "runtime/formats/archive.hpp"
#include "tests/tools/scripted.hpp"

namespace riskflow::cli {
namespace {

namespace fs = std::filesystem;

const fs::path golden = RISKFLOW_SOURCE_DIR "/tests/golden/containers";

std::string text_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>{file}, {}};
}

class Converting : public testing::Test {
 protected:
  Converting() { fs::create_directories(folder_); }
  ~Converting() override { fs::remove_all(folder_); }

  std::string path(const std::string& name) const { return (folder_ / name).string(); }

  // An archive of all files below a golden folder.
  std::string archive_of(const std::string& folder) const {
    std::vector<formats::PackedFile> files;
    for (const auto& entry : fs::recursive_directory_iterator(golden / folder))
      if (entry.is_regular_file())
        files.push_back(
            {fs::relative(entry.path(), golden / folder).generic_string(), text_of(entry.path())});
    const auto bytes = formats::packed(files);
    EXPECT_TRUE(bytes);
    const auto at = path(folder + ".zip");
    std::ofstream(at, std::ios::binary) << *bytes;
    return at;
  }

  static Ran run(const std::vector<std::string>& arguments) {
    std::vector<std::string> typed{"flow"};
    typed.insert(typed.end(), arguments.begin(), arguments.end());
    return CommandLine().run(typed);
  }

 private:
  fs::path folder_ = fs::temp_directory_path() / ("riskflow-convert-" + std::to_string(::getpid()));
};

TEST_F(Converting, MakesAPackageThatIsSoundAgain) {
  const auto out = path("out.zip");
  const auto made = run({"convert", golden / "code_view.json", "--to", "package", "--out", out});
  ASSERT_EQ(made.code, 0) << made.err;
  EXPECT_NE(made.err.find("redacted: "), std::string::npos) << made.err;
  EXPECT_TRUE(made.asked.empty()) << "it needs no server";
  EXPECT_TRUE(formats::is_archive(text_of(out)));

  const auto linted = run({"lint", out});
  EXPECT_EQ(linted.code, 0) << linted.out << linted.err;

  const auto back = path("back.json");
  ASSERT_EQ(run({"convert", out, "--to", "definition", "--out", back}).code, 0);
  EXPECT_EQ(text_of(back).find("c0ffee"), std::string::npos) << "the subscription";
  EXPECT_NE(text_of(back).find(R"("exact": 1.10)"), std::string::npos);
}

TEST_F(Converting, KeepsSecretsOnlyWhenItIsAsked) {
  const auto out = path("out.json");
  ASSERT_EQ(run({"convert", golden / "code_view.json", "--to", "definition", "--with-secrets",
                 "--out", out})
                .code,
            0);
  EXPECT_NE(text_of(out).find("ann@contoso.example"), std::string::npos);
  EXPECT_NE(text_of(out).find("c0ffee"), std::string::npos);
}

TEST_F(Converting, AsksWhichOfSeveralFlows) {
  const auto file = (golden / "arm_template.json").string();
  const auto out = path("out.json");
  const auto which = run({"convert", file, "--to", "definition", "--out", out});
  EXPECT_EQ(which.code, 2) << which.err;
  EXPECT_NE(which.err.find("'sales-orders'"), std::string::npos) << which.err;
  EXPECT_FALSE(fs::exists(out));
  const auto one =
      run({"convert", file, "--name", "SALES-orders", "--to", "definition", "--out", out});
  EXPECT_EQ(one.code, 0) << one.err;
  EXPECT_NE(text_of(out).find("@{parameters('rows')} of 25"), std::string::npos);
}

TEST_F(Converting, RefusesAFormItDoesNotKnow) {
  const auto ran =
      run({"convert", golden / "code_view.json", "--to", "pdf", "--out", path("out.pdf")});
  EXPECT_EQ(ran.code, 2);
  EXPECT_NE(ran.err.find("package or definition"), std::string::npos) << ran.err;
}

TEST_F(Converting, ReadsTheFilesBesideAWorkflow) {
  const auto out = path("out.json");
  const auto ran = run({"convert", golden / "standard/approve-order/workflow.json", "--to",
                        "definition", "--out", out});
  ASSERT_EQ(ran.code, 0) << ran.err;
  EXPECT_NE(text_of(out).find("AzureBlob_connectionString"), std::string::npos) << text_of(out);
  EXPECT_EQ(run({"lint", golden / "standard/approve-order/workflow.json"}).out, "");
  EXPECT_EQ(run({"lint", golden / "gallery/send-reminder/workflow.json"}).out, "");
}

TEST_F(Converting, ReadsEveryKindOfArchive) {
  for (const auto* folder : {"package", "solution", "standard", "gallery"}) {
    const auto ran = run({"lint", archive_of(folder)});
    EXPECT_EQ(ran.code, 0) << folder << ran.out << ran.err;
    EXPECT_EQ(ran.err, "0 in error, 0 to look at\n") << folder << ran.out;
  }
}

TEST_F(Converting, LooksAtOneFlowByName) {
  const auto file = (golden / "arm_template.json").string();
  const auto all = run({"lint", file});
  EXPECT_EQ(all.code, 0) << all.out;
  EXPECT_NE(all.out.find("unresolved-arm-expression"), std::string::npos) << all.out;
  EXPECT_EQ(run({"lint", file, "--name", "greeter-<suffix>"}).out, "") << "the other workflow";
  EXPECT_NE(run({"lint", file, "--name", "nobody"}).code, 0);
}

TEST_F(Converting, SaysWhatIsWrongWithAnArchive) {
  const auto file = path("torn.zip");
  std::ofstream(file, std::ios::binary) << "PK\x03\x04 and no more";
  const auto ran = run({"lint", file});
  EXPECT_EQ(ran.code, 3);
  EXPECT_NE(ran.out.find("zip archive"), std::string::npos) << ran.out;
}

}  // namespace
}  // namespace riskflow::cli
