#include "tools/verify/verify.hpp"

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <fmt/format.h>

#include "eventstore/proof/base64.hpp"
#include "eventstore/proof/export_verifier.hpp"
#include "eventstore/proof/log_proof.hpp"
#include "tools/verify/going_on.hpp"
#include "tools/verify/purge_count.hpp"

namespace riskflow::verify {

// More than any line of an export has: 512 KiB of payload in base64, and the rest.
static constexpr std::size_t line_max = 1'024 * 1'024;

namespace {

// The lines of a stream, none longer than `line_max`.
class LineReader {
 public:
  explicit LineReader(std::istream& in) : in_(in) {}

  // The next line, without its newline, until the call after; nothing at the end.  Error: invalid,
  // when a line is too long.
  Result<std::optional<std::string_view>> next() {
    for (std::size_t searched = 0;;) {
      const auto end = held_.find('\n', begin_ + searched);
      if (end != held_.npos) {
        const auto line = std::string_view(held_).substr(begin_, end - begin_);
        begin_ = end + 1;
        return std::optional(line);
      }
      searched = held_.size() - begin_;
      if (searched > line_max)
        return fail(Errc::invalid, "it is longer than any line of an export", "export");
      if (more()) continue;
      const auto rest = std::string_view(held_).substr(begin_);
      begin_ = held_.size();
      return rest.empty() ? std::nullopt : std::optional(rest);
    }
  }

 private:
  bool more() {
    held_.erase(0, begin_);
    begin_ = 0;
    in_.read(chunk_.data(), static_cast<std::streamsize>(chunk_.size()));
    held_.append(chunk_.data(), static_cast<std::size_t>(in_.gcount()));
    return in_.gcount() > 0;
  }

  std::istream& in_;
  std::array<char, 64 * 1'024> chunk_{};
  std::string held_;
  std::size_t begin_ = 0;
};

// What a verifier believes in.
struct Trusted {
  std::vector<proof::VerifierKey> keys;
  std::optional<proof::Checkpoint> earlier;
};

}  // namespace

// What was looked at does not hold.
static std::unexpected<Error> refuted(const std::string& file, const std::string& what) {
  return fail(Errc::corrupt, fmt::format("NOT VERIFIED: {}: {}", file, what), file);
}

static Status take_line(std::string_view line, bool is_first, proof::ExportVerifier& verifier,
                        PurgeCount& purges) {
  if (auto taken = verifier.take(line); !taken) return taken;
  if (is_first) return purges.take_carried(verifier.carried_purge());
  purges.take(verifier.newest());
  tell_where_it_goes_on_from(verifier);
  return {};
}

static Result<proof::Verified> verify_lines(std::istream& in, const std::string& name,
                                            proof::ExportVerifier& verifier) {
  LineReader lines(in);
  PurgeCount purges;
  for (std::uint64_t number = 1;; ++number) {
    const auto line = lines.next();
    if (line && !*line) break;
    const auto taken = line ? take_line(**line, number == 1, verifier, purges) : fail(line.error());
    if (!taken) return refuted(name, fmt::format("line {}: {}", number, taken.error().message));
  }
  if (in.bad()) return fail(Errc::unavailable, name + " cannot be read to its end", name);
  auto verified = verifier.finish();
  if (!verified) return refuted(name, verified.error().message);
  if (const auto covered = purges.check(); !covered) return refuted(name, covered.error().message);
  return verified;
}

// What is left in `in`.
static Result<std::string> rest_of(std::istream& in, const std::string& name) {
  std::ostringstream text;
  if (in.peek() != EOF) text << in.rdbuf();
  if (in.bad() || !text) return fail(Errc::unavailable, "cannot read " + name, name);
  return std::move(text).str();
}

static Result<std::ifstream> open_file(const std::string& name) {
  std::error_code ignored;
  if (std::filesystem::is_directory(name, ignored))
    return fail(Errc::invalid, name + " is a folder: name a file", name);
  std::ifstream in(name, std::ios::binary);
  if (!in) return fail(Errc::not_found, "cannot read " + name, name);
  return in;
}

static Result<std::string> text_of(const std::string& name) {
  auto in = open_file(name);
  if (!in) return fail(in.error());
  return rest_of(*in, name);
}

static std::string tree_words(const proof::TreeHead& tree) {
  return fmt::format("in the tree of {} events with the root {}, which is signed.\n", tree.size,
                     proof::base64(proof::view_of(tree.root)));
}

static std::string report(const proof::Verified& verified) {
  const auto& [checkpoint, from, to, purged, grew] = verified;
  const auto count = to_number(to) - to_number(from);
  std::string out = count == 0
                        ? fmt::format("Verified: no events, of the log {}.\n", checkpoint.origin)
                        : fmt::format("Verified: {} events, {} to {}, of the log {}.\n", count,
                                      to_number(from), to_number(to) - 1, checkpoint.origin);
  out += "They are " + tree_words(checkpoint.tree);
  if (purged > 0)
    out +=
        fmt::format("{} personal fields in them are gone, as the purges on record say.\n", purged);
  out += grew ? "The log grew from the earlier checkpoint: it was not rolled back and did not "
                "fork since.\n"
              : "Rollback and fork were not checked: no earlier checkpoint was given.\n";
  return out;
}

// ---- receipts ----

static Result<std::string> verify_receipt(const std::string& text, const std::string& name,
                                          const Trusted& trusted) {
  if (trusted.earlier)
    return fail(
        Errc::invalid,
        "a receipt cannot be compared with an earlier checkpoint: give an export of the log",
        "--checkpoint");
  const auto receipt = proof::receipt_from_text(text);
  if (!receipt) return refuted(name, receipt.error().message);
  std::string out;
  for (const auto& proof : *receipt) {
    const auto checkpoint = proof::verify_log_proof(proof, trusted.keys);
    const auto leaf = proof::leaf_from_bytes(proof.leaf);
    const auto& error = !checkpoint ? checkpoint.error() : !leaf ? leaf.error() : Error{};
    if (!checkpoint || !leaf)
      return refuted(name, fmt::format("event {}: {}", proof.index, error.message));
    out += fmt::format("Verified: event {} of the log {} is ", proof.index, checkpoint->origin) +
           tree_words(checkpoint->tree) + proof::to_words(*leaf) + '\n';
  }
  return out;
}

// ---- all ----

static Result<Trusted> trusted_of(const Files& files) {
  const auto key_text = text_of(files.key);
  if (!key_text) return fail(key_text.error());
  auto keys = proof::verifier_keys_from_text(*key_text);
  if (!keys) return fail(Errc::invalid, files.key + ": " + keys.error().message, "--key");
  Trusted out{std::move(*keys), {}};
  if (!files.checkpoint) return out;
  const auto note = text_of(*files.checkpoint);
  if (!note) return fail(note.error());
  auto earlier = proof::verify_checkpoint(*note, out.keys);
  if (!earlier) return refuted(*files.checkpoint, earlier.error().message);
  out.earlier = std::move(*earlier);
  return out;
}

static Result<std::string> verify_stream(std::istream& in, const std::string& name,
                                         Trusted trusted) {
  // An export begins otherwise.
  if (in.peek() == 'c') {
    const auto text = rest_of(in, name);
    if (!text) return fail(text.error());
    return verify_receipt(*text, name, trusted);
  }
  proof::ExportVerifier verifier(std::move(trusted.keys), std::move(trusted.earlier));
  const auto verified = verify_lines(in, name, verifier);
  if (!verified) return fail(verified.error());
  return report(*verified);
}

Result<std::string> verify_files(const Files& files, std::istream& input) {
  auto trusted = trusted_of(files);
  if (!trusted) return fail(trusted.error());
  if (files.source == "-") return verify_stream(input, "stdin", std::move(*trusted));
  auto file = open_file(files.source);
  if (!file) return fail(file.error());
  return verify_stream(*file, files.source, std::move(*trusted));
}

}  // namespace riskflow::verify
