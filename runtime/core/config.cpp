#include "runtime/core/config.hpp"

#include <charconv>
#include <functional>
#include <string_view>

#include <toml++/toml.h>
#include <unistd.h>

extern char** environ;

namespace riskflow::runtime {

// One row a key: its name in the file, and how it is read and shown.
struct Key {
  std::string_view name;
  Status (*read)(Config&, const std::string&);
  std::string (*show)(const Config&);
};

template <auto Field>
static Status read_field(Config& config, const std::string& text) {
  using T = std::remove_cvref_t<decltype(config.*Field)>;
  if constexpr (std::is_same_v<T, std::uint16_t>) {
    T number = 0;
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (ec != std::errc{} || end != text.data() + text.size())
      return fail(Errc::invalid, "must be a number, 0 to 65535");
    config.*Field = number;
  } else {
    config.*Field = text;
  }
  return {};
}

template <auto Field>
static std::string show_field(const Config& config) {
  using T = std::remove_cvref_t<decltype(config.*Field)>;
  if constexpr (std::is_same_v<T, std::uint16_t>)
    return std::to_string(config.*Field);
  else if constexpr (std::is_same_v<T, std::filesystem::path>)
    return (config.*Field).string();
  else
    return config.*Field;
}

template <auto Field>
static constexpr Key key(std::string_view name) {
  return {name, &read_field<Field>, &show_field<Field>};
}

static constexpr Key keys[] = {
    key<&Config::data>("data"),
    key<&Config::address>("address"),
    key<&Config::port>("port"),
    key<&Config::organisation>("organisation"),
    key<&Config::log_level>("log_level"),
    key<&Config::log_file>("log_file"),
    key<&Config::durability>("durability"),
    key<&Config::free_space_min_mb>("free_space_min_mb"),
    key<&Config::mail_host>("mail_host"),
    key<&Config::mail_port>("mail_port"),
    key<&Config::mail_security>("mail_security"),
    key<&Config::mail_username>("mail_username"),
    key<&Config::mail_password_file>("mail_password_file"),
    key<&Config::mail_ca_file>("mail_ca_file"),
    key<&Config::mail_from>("mail_from"),
    key<&Config::catcher_port>("catcher_port"),
    key<&Config::unlock_key_file>("unlock_key_file"),
    key<&Config::unlock_key_command>("unlock_key_command"),
    key<&Config::checkpoint_command>("checkpoint_command"),
    key<&Config::checkpoint_url>("checkpoint_url"),
    key<&Config::backup_folder>("backup_folder"),
    key<&Config::escrow_folder>("escrow_folder"),
    key<&Config::escrow_key_file>("escrow_key_file"),
    key<&Config::escrow_days>("escrow_days"),
};

static const Key* find_key(std::string_view name) {
  for (const auto& row : keys)
    if (row.name == name) return &row;
  return nullptr;
}

static std::string all_keys() {
  std::string out;
  for (const auto& row : keys) out += (out.empty() ? "" : ", ") + std::string(row.name);
  return out;
}

// Applies one value and remembers where it came from.
class Builder {
 public:
  Status set(const std::string& name, const std::string& value, const std::string& origin) {
    const auto* row = find_key(name);
    if (row == nullptr)
      return fail(Errc::invalid,
                  origin + ": there is no setting '" + name + "'; there are " + all_keys(), name);
    if (auto ok = row->read(config_, value); !ok)
      return fail(Errc::invalid, origin + ": " + name + " " + ok.error().message, name);
    origins_[name] = origin;
    return {};
  }
  Status check() const {
    if (config_.mail_security != "starttls" && config_.mail_security != "tls" &&
        config_.mail_security != "none")
      return fail(Errc::invalid, "mail_security must be starttls, tls or none", "mail_security");
    if (config_.durability != "synced" && config_.durability != "strict")
      return fail(Errc::invalid, "durability must be synced or strict", "durability");
    if (config_.escrow_days == 0)
      return fail(Errc::invalid, "escrow_days must be 1 or more: a root is kept for so many days",
                  "escrow_days");
    if (!config_.unlock_key_file.empty() && !config_.unlock_key_command.empty())
      return fail(Errc::invalid, "give unlock_key_file or unlock_key_command, not both",
                  "unlock_key_command");
    for (const std::string_view level : {"debug", "info", "warn", "error"})
      if (config_.log_level == level) return {};
    return fail(Errc::invalid, "log_level must be debug, info, warn or error", "log_level");
  }
  std::vector<Explained> explained() const {
    std::vector<Explained> out;
    for (const auto& row : keys) {
      const auto origin = origins_.find(std::string(row.name));
      out.push_back({std::string(row.name), row.show(config_),
                     origin == origins_.end() ? "default" : origin->second});
    }
    return out;
  }
  const Config& config() const { return config_; }

 private:
  Config config_;
  std::map<std::string, std::string> origins_;
};

static Status read_file(Builder& builder, const std::filesystem::path& file) {
  const auto parsed = toml::parse_file(file.string());
  if (!parsed) {
    const auto& bad = parsed.error();
    return fail(Errc::invalid,
                file.string() + ", line " + std::to_string(bad.source().begin.line) + ": " +
                    std::string(bad.description()),
                file.string());
  }
  for (const auto& [name, node] : parsed.table()) {
    const auto where = file.string() + ", line " + std::to_string(node.source().begin.line);
    std::string value;
    if (const auto text = node.value_exact<std::string>())
      value = *text;
    else if (const auto number = node.value_exact<std::int64_t>())
      value = std::to_string(*number);
    else
      return fail(Errc::invalid, where + ": must be a string or a number", std::string(name.str()));
    if (auto ok = builder.set(std::string(name.str()), value, where); !ok) return ok;
  }
  return {};
}

Result<Config> load_config(const std::filesystem::path& file,
                           const std::map<std::string, std::string>& environment,
                           const std::map<std::string, std::string>& flags,
                           std::vector<Explained>* explained) {
  Builder builder;
  if (!file.empty() && !std::filesystem::exists(file))
    return fail(Errc::invalid, "there is no configuration file " + file.string(), "config");
  // The data folder must be known before its riskflow.toml can be read.
  std::filesystem::path found = file;
  if (found.empty()) {
    std::filesystem::path data = builder.config().data;
    if (const auto own = environment.find("RISKFLOW_DATA"); own != environment.end())
      data = own->second;
    if (const auto own = flags.find("data"); own != flags.end()) data = own->second;
    if (std::filesystem::exists(data / "riskflow.toml")) found = data / "riskflow.toml";
  }
  if (!found.empty())
    if (auto ok = read_file(builder, found); !ok) return fail(ok.error());
  for (const auto& [name, value] : environment) {
    std::string key = name.substr(std::string_view("RISKFLOW_").size());
    for (char& c : key)
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
    if (key == "server" || key == "token_file" || key == "token" || key == "ca_file")
      continue;  // the command line's own
    if (auto ok = builder.set(key, value, "environment " + name); !ok) return fail(ok.error());
  }
  for (const auto& [name, value] : flags)
    if (auto ok = builder.set(name, value, "flag --" + name); !ok) return fail(ok.error());
  if (auto ok = builder.check(); !ok) return fail(ok.error());
  if (explained != nullptr) *explained = builder.explained();
  return builder.config();
}

std::filesystem::path unlock_key_file(const Config& config) {
  if (!config.unlock_key_file.empty()) return config.unlock_key_file;
  return config.data / "unlock.key";
}

std::map<std::string, std::string> riskflow_environment() {
  std::map<std::string, std::string> out;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    const auto equals = text.find('=');
    if (text.starts_with("RISKFLOW_") && equals != std::string_view::npos)
      out[std::string(text.substr(0, equals))] = std::string(text.substr(equals + 1));
  }
  return out;
}

}  // namespace riskflow::runtime
