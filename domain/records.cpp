#include "domain/records.hpp"

#include "domain/decision.hpp"

namespace riskflow::domain::reads {

static constexpr std::array bases{Word{Basis::names_shown, "NamesShown"},
                                  Word{Basis::flow_run, "FlowRun"}};
std::span<const Word<Basis>> words(Basis) { return bases; }

static constexpr std::array extents{Word{Shown::directory_entry, "DirectoryEntry"},
                                    Word{Shown::text, "Text"}};
std::span<const Word<Shown>> words(Shown) { return extents; }

reads::IdentitiesRead v1::upcast(IdentitiesRead old) {
  return {old.reader, old.basis, Shown::directory_entry, std::move(old.subjects), old.until};
}

StreamId stream(const OperatorRef& reader, Instant day) {
  return {"reads-" + to_text(reader) + "-" + riskflow::to_text(day).substr(0, 10)};
}

// Checked against `roles` and `privacy`, so that no read is put on record that was not allowed at
// that moment.
Result<Decision> decide(const Record& command, Desk& desk) {
  const auto& mode = desk.look<privacy::State>(privacy::stream());
  desk.look<roles::State>(roles::stream());
  if (desk.incomplete()) return desk.need();

  if (!mode.names_may_be_shown())
    return fail(Errc::forbidden,
                "names are not shown: an administrator decides that (settings privacy)", "privacy");
  desk.record_anyway(stream(command.read.reader, desk.now()), command.read);
  return desk.done();
}

}  // namespace riskflow::domain::reads

namespace riskflow::domain::imports {

StreamId stream() { return {"imports"}; }

Result<Decision> decide(const RecordRun& command, Desk& desk) {
  if (auto ok = desk.may(Permission::import_data); !ok) return fail(ok.error());
  if (desk.incomplete()) return desk.need();
  desk.record_anyway(stream(), command.ran);
  return desk.done();
}

}  // namespace riskflow::domain::imports

namespace riskflow::domain::requests {

StreamId stream(const RequestId& request) { return {"request-" + to_text(request)}; }

}  // namespace riskflow::domain::requests
