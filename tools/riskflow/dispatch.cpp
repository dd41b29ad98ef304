#include "tools/riskflow/dispatch.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

#include "tools/riskflow/cell.hpp"
#include "tools/riskflow/listing.hpp"
#include "tools/riskflow/table.hpp"

namespace riskflow::cli {

using http::ExitCode;

static ExitCode report(const Error& error, Format format, World& world) {
  if (format == Format::json || format == Format::ndjson) {
    world.err << http::problem(error, {{}, {}, world.clock.now()}).body << '\n';
    return http::failure_of(error.code).exit;
  }
  world.err << fmt::format("riskflow: {}\n", paragraph(error.message, "  "));
  if (!error.target.empty() && error.message.find(error.target) == std::string::npos)
    world.err << fmt::format("  about: {}\n", one_line(error.target));
  for (const auto& fact : error.details)
    world.err << fmt::format("  {}: {}\n", one_line(fact.name), one_line(fact.value));
  return http::failure_of(error.code).exit;
}

static Result<ExitCode> show_thing(const Command& command, const boost::json::value& answer,
                                   Session& session) {
  auto& world = session.world();
  const auto* thing = answer.if_object();
  if (session.format() == Format::table && !command.show.done.empty())
    world.err << command.show.done << '\n';
  else if (thing != nullptr && session.format() == Format::table && command.show.page != nullptr)
    command.show.page(world.out, *thing);
  else if (thing != nullptr)
    print_thing(world.out, *thing, command.show.sections, session.format());
  return ExitCode::ok;
}

static Result<ExitCode> execute(const Command& command, const Given& given, Session& session) {
  if (command.act != nullptr) return command.act(given, session);
  auto request = command.ask(given);
  if (!request) return fail(request.error());
  if (request->path.ends_with('/') || request->path.find("//") != std::string::npos)
    return fail(Errc::invalid, "an id or a name is empty: say which one is meant", "id");
  if (command.show.shape != Shape::thing)
    return show_list(command.show, std::move(*request), given, session);
  const auto answer = session.ask(std::move(*request));
  if (!answer) return fail(answer.error());
  return show_thing(command, *answer, session);
}

// The format that arguments which cannot be read ask for: their error is shown in it.
static Format format_asked(const std::vector<std::string>& arguments) {
  for (std::size_t i = 0; i + 1 < arguments.size(); ++i)
    if (arguments[i] == "-o" || arguments[i] == "--output")
      return format_from_text(arguments[i + 1]).value_or(Format::table);
  return Format::table;
}

static Format format_of(const Result<Parsed>& parsed, const std::vector<std::string>& arguments) {
  if (!parsed) return format_asked(arguments);
  return format_from_text(parsed->given.find("--output").value_or("")).value_or(Format::table);
}

static Result<ExitCode> run_parsed(const Program& program, const Parsed& parsed, World& world) {
  if (parsed.command == nullptr) {
    world.out << parsed.help;
    return ExitCode::ok;
  }
  const auto format = format_from_text(parsed.given.find("--output").value_or("table"));
  if (!format) return fail(format.error());
  if (*format == Format::sarif && !parsed.command->writes_sarif)
    return fail(Errc::invalid,
                "--output sarif is for findings: use table, json, ndjson, csv or name", "--output");
  auto door = choose_door(parsed.given, world.environment);
  if (!door) return fail(door.error());
  if (parsed.command->patience == Patience::a_day) door->deadline = std::chrono::hours{24};
  Session session(world, program.open, std::move(*door), parsed.command->folder, *format);
  return execute(*parsed.command, parsed.given, session);
}

ExitCode run(const Program& program, const std::vector<std::string>& arguments, World& world) {
  if (world.out_is_terminal) cut_cells(world.out);
  const auto parsed = parse(program.nouns, program.commands, arguments);
  const auto ended = parsed ? run_parsed(program, *parsed, world) : fail(parsed.error());
  world.out.flush();
  if (!ended) return report(ended.error(), format_of(parsed, arguments), world);
  if (!world.out) {
    world.err << "riskflow: the results could not be written: is the disk full?\n";
    return ExitCode::failed;
  }
  return *ended;
}

}  // namespace riskflow::cli
