// riskflow token ...

#include <cerrno>
#include <system_error>

#include <boost/json.hpp>
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include "tools/riskflow/asking.hpp"
#include "tools/riskflow/commands.hpp"
#include "tools/riskflow/session.hpp"

namespace riskflow::cli {

using http::ExitCode;

static Result<http::Request> list(const Given&) { return get({"tokens"}); }

static Result<http::Request> revoke(const Given& given) {
  return del({"tokens", given.text("token")});
}

// What the system said last of `path`.
static std::unexpected<Error> cannot_make(const std::string& path) {
  if (errno == EEXIST)
    return fail(Errc::conflict, "this file is there already: name another one", path);
  return fail(Errc::invalid,
              fmt::format("cannot make this file: {}", std::generic_category().message(errno)),
              path);
}

// A new file that only its owner can read.
class SecretFile {
 public:
  static Result<SecretFile> create(const std::string& path) {
    const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (file < 0) return cannot_make(path);
    return SecretFile(file);
  }
  SecretFile(SecretFile&& other) noexcept : file_(std::exchange(other.file_, -1)) {}
  SecretFile& operator=(SecretFile&&) = delete;
  ~SecretFile() {
    if (file_ >= 0) ::close(file_);
  }
  Status write(std::string_view text) {
    if (::write(file_, text.data(), text.size()) == static_cast<ssize_t>(text.size())) return {};
    return fail(Errc::unavailable, "the token could not be written: revoke it and make another");
  }

 private:
  explicit SecretFile(int file) : file_(file) {}
  int file_;
};

// The file is made before the token, which is shown once: nothing may go wrong afterwards.
static Result<ExitCode> create(const Given& given, Session& session) {
  std::optional<SecretFile> file;
  if (const auto path = given.find("--save")) {
    auto made = SecretFile::create(*path);
    if (!made) return fail(made.error());
    file.emplace(std::move(*made));
  }
  auto answer = session.ask(post({"tokens"}, Body()
                                                 .text("as", given.text("--as"))
                                                 .text_if("roleGroup", given.find("--role-group"))
                                                 .text_if("expires", given.find("--expires"))));
  if (!answer || !answer->is_object()) {
    if (file) ::unlink(given.text("--save").c_str());
    if (!answer) return fail(answer.error());
    return fail(Errc::unavailable, "the answer is no token: is this a riskflow server?", "server");
  }
  auto& token = answer->get_object();
  const auto* secret = token.if_contains("token");
  if (file && secret != nullptr && secret->is_string()) {
    const std::string line = fmt::format("{}\n", std::string_view(secret->get_string()));
    if (auto ok = file->write(line); !ok) return fail(ok.error());
    token.erase("token");
  }
  print_thing(session.world().out, token, {}, session.format());
  if (!file && session.format() == Format::table)
    session.world().err
        << "the token is shown this once: keep it in a file that only you can read\n";
  return ExitCode::ok;
}

static constexpr std::array columns{
    Column{"id", "ID"},
    Column{"holder", "FOR"},
    Column{"operator", "FOR"},
    Column{"issuedDateTime", "ISSUED"},
    Column{"issuedBy", "BY"},
    Column{"expiresDateTime", "EXPIRES"},
    Column{"isRevoked", "REVOKED"},
};

static constexpr std::array create_options{
    needed("--as", "OPERATOR", "who signs in with it; a new name makes a new operator"),
    option("--role-group", "GROUP", "put them into this role group too"),
    option("--expires", "WHEN", "when it ends, such as 2027-01-01"),
    option("--save", "FILE", "write it to a new file that only you can read, and do not show it")};
static constexpr std::array revoke_options{
    argument("token", "the id of the token, not the token itself")};

static constexpr std::array rows{
    Command{
        .noun = "token",
        .verb = "create",
        .summary = "Make a token to sign in with",
        .examples = {"riskflow token create --as jane --role-group InsiderRiskManagementAnalysts",
                     "riskflow token create --as jane --save jane.token",
                     "riskflow token create --as robot --expires 2027-01-01 -o json"},
        .options = create_options,
        .act = create},
    Command{.noun = "token",
            .verb = "list",
            .summary = "List tokens: whose they are, never what they are",
            .examples = {"riskflow token list", "riskflow token list -o json",
                         "riskflow token list -o name"},
            .ask = list,
            .show = {.shape = Shape::view, .columns = columns}},
    Command{.noun = "token",
            .verb = "revoke",
            .summary = "End a token at once",
            .examples = {"riskflow token revoke 9d4c", "riskflow token list",
                         "riskflow audit list --filter \"category eq 'Access'\""},
            .options = revoke_options,
            .ask = revoke,
            .show = {.done = "the token is revoked"}},
};

std::span<const Command> token_commands() { return rows; }

}  // namespace riskflow::cli
