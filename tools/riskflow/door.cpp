#include "tools/riskflow/door.hpp"

#include "runtime/http/client.hpp"

namespace riskflow::cli {

constexpr std::string_view default_server = "http://127.0.0.1:7070";
constexpr std::string_view default_data = "data";

static std::string value_or(const std::map<std::string, std::string>& environment,
                            const std::string& name, std::string_view otherwise) {
  const auto found = environment.find(name);
  return found == environment.end() || found->second.empty() ? std::string(otherwise)
                                                             : found->second;
}

Result<Door> choose_door(const Given& given,
                         const std::map<std::string, std::string>& environment) {
  if (given.has("--server") && given.has("--data"))
    return fail(Errc::invalid, "--server and --data name two different things: give one",
                "--server");
  Door door;
  door.config = given.find("--config").value_or("");
  door.data = given.find("--data").value_or(value_or(environment, "RISKFLOW_DATA", default_data));
  if (given.has("--data")) return door;
  door.server = given.find("--server").value_or(value_or(environment, "RISKFLOW_SERVER", ""));
  const bool names_folder = !value_or(environment, "RISKFLOW_DATA", "").empty();
  if (door.server.empty() && names_folder) return door;
  if (door.server.empty()) door.server = default_server;
  door.ca_file = given.find("--ca-file").value_or(value_or(environment, "RISKFLOW_CA_FILE", ""));
  door.token_file =
      given.find("--token-file").value_or(value_or(environment, "RISKFLOW_TOKEN_FILE", ""));
  if (door.token_file.empty() && http::is_on_this_machine(door.server))
    door.token_file = (door.data / "admin.token").string();
  return door;
}

}  // namespace riskflow::cli
