// riskflow-verify: whether an export of a riskflow log, or a receipt, is what its keeper signed.
// Needs the keeper's public key, and nothing of the server.

#include <iostream>

#include <CLI/CLI.hpp>

#include "tools/verify/verify.hpp"

namespace riskflow::verify {

enum class Exit : int { verified = 0, failed = 1, usage = 2, refuted = 3 };

static constexpr const char* footer = R"(
EXIT STATUS
  0  everything holds
  1  a file cannot be read
  2  the command line is wrong, or names what is not such a file
  3  the export or receipt, or the earlier checkpoint, does not hold; or personal
     fields are gone that no purge in the export has on record

EXAMPLES
  riskflow-verify --key audit.pub audit.jsonl
  riskflow-verify --key audit.pub --checkpoint last-year.txt audit.jsonl
  zcat audit.jsonl.gz | riskflow-verify --key audit.pub -
  riskflow-verify --key audit.pub receipt.txt
)";

static Exit exit_of(Errc code) {
  if (code == Errc::corrupt) return Exit::refuted;
  return code == Errc::invalid ? Exit::usage : Exit::failed;
}

static Exit verify_all(const Files& asked) {
  const auto verified = verify_files(asked, std::cin);
  if (verified) {
    std::cout << *verified;
    return Exit::verified;
  }
  std::cerr << "riskflow-verify: " << verified.error().message << '\n';
  return exit_of(verified.error().code);
}

static Exit run(int count, char** words) {
  CLI::App app(
      "Verifies an export of the audit log of riskflow: finds events that were changed,\n"
      "dropped, inserted or moved, and, with an earlier checkpoint, a log that was\n"
      "rolled back or replaced.  Verifies a receipt too: that its events are in the log.",
      "riskflow-verify");
  Files asked;
  app.add_option("--key", asked.key, "the keeper's public key: audit.pub of the data folder")
      ->required()
      ->type_name("FILE");
  app.add_option("--checkpoint", asked.checkpoint, "a checkpoint that you kept from earlier")
      ->type_name("FILE");
  app.add_option("EXPORT", asked.source,
                 "what riskflow audit export, receipt or prove wrote; - for stdin")
      ->required()
      ->type_name("");
  app.set_version_flag("--version", RISKFLOW_VERSION);
  app.footer(footer);
  try {
    app.parse(count, words);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? Exit::verified : Exit::usage;
  }
  return verify_all(asked);
}

}  // namespace riskflow::verify

int main(int count, char** words) { return static_cast<int>(riskflow::verify::run(count, words)); }
