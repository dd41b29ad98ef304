// riskflow-verify: whether an export of a riskflow log is what the log's keeper signed.  Needs the
// keeper's public key, and nothing of the server.

#include <fstream>
#include <iostream>
#include <iterator>

#include <CLI/CLI.hpp>

#include "tools/verify/verify.hpp"

namespace riskflow::verify {

enum class Exit : int { verified = 0, failed = 1, usage = 2, refuted = 3 };

static constexpr const char* footer = R"(
EXIT STATUS
  0  everything holds
  1  a file cannot be read
  2  the command line is wrong
  3  the export, or the earlier checkpoint, does not hold

EXAMPLES
  riskflow-verify --key audit.pub audit.jsonl
  riskflow-verify --key audit.pub --checkpoint last-year.txt audit.jsonl
  zcat audit.jsonl.gz | riskflow-verify --key audit.pub -
)";

struct Asked {
  std::string key;
  std::string checkpoint;
  std::string source;
};

static Exit say(Exit exit, const std::string& what) {
  std::cerr << "riskflow-verify: " << what << '\n';
  return exit;
}

static std::optional<std::string> text_of(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(in), {}};
  if (!in) return std::nullopt;
  return text;
}

static Exit verify_all(const Asked& asked) {
  const auto key_text = text_of(asked.key);
  if (!key_text) return say(Exit::failed, "cannot read the key " + asked.key);
  auto keys = keys_from_text(*key_text);
  if (!keys) return say(Exit::usage, "--key " + asked.key + ": " + keys.error().message);

  std::optional<proof::Checkpoint> earlier;
  if (!asked.checkpoint.empty()) {
    const auto note = text_of(asked.checkpoint);
    if (!note) return say(Exit::failed, "cannot read the checkpoint " + asked.checkpoint);
    auto verified = proof::verify_checkpoint(*note, *keys);
    if (!verified)
      return say(Exit::refuted, "the checkpoint " + asked.checkpoint +
                                    " does not hold: " + verified.error().message);
    earlier = std::move(*verified);
  }

  std::ifstream file;
  if (asked.source != "-") {
    file.open(asked.source, std::ios::binary);
    if (!file || file.peek() == std::ifstream::traits_type::eof())
      return say(Exit::failed, "cannot read the export " + asked.source + ", or it is empty");
  }
  auto& in = asked.source == "-" ? std::cin : file;
  const auto verified = verify_export(in, std::move(*keys), std::move(earlier));
  if (!verified && verified.error().code == Errc::unavailable)
    return say(Exit::failed, asked.source + ": " + verified.error().message);
  if (!verified)
    return say(Exit::refuted, "NOT VERIFIED: " + asked.source + ": " + verified.error().message);
  std::cout << report(*verified);
  return Exit::verified;
}

static Exit run(int count, char** words) {
  CLI::App app(
      "Verifies an export of the audit log of riskflow: finds events that were changed,\n"
      "dropped, inserted or moved, and, with an earlier checkpoint, a log that was\n"
      "rolled back or replaced.",
      "riskflow-verify");
  Asked asked;
  app.add_option("--key", asked.key, "the keeper's public key: audit.pub of the data folder")
      ->required()
      ->type_name("FILE");
  app.add_option("--checkpoint", asked.checkpoint, "a checkpoint that you kept from earlier")
      ->type_name("FILE");
  app.add_option("EXPORT", asked.source, "what riskflow audit export wrote; - for stdin")
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
