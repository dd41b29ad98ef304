#include "runtime/api/render.hpp"

#include <algorithm>

#include <boost/json.hpp>

namespace riskflow::runtime {

namespace js = boost::json;
using projections::AnyRow;
using projections::Cell;
using projections::Table;
using projections::Type;

// ---- whom the rows show ----

static void collect(const Cell& cell, std::vector<SubjectRef>& people) {
  if (const auto* person = std::get_if<SubjectRef>(&cell.value)) people.push_back(*person);
  if (const auto* list = std::get_if<projections::List>(&cell.value))
    for (const auto& item : *list) collect(item, people);
  if (const auto* record = std::get_if<projections::Record>(&cell.value))
    for (const auto& field : *record) collect(field.cell, people);
}

// One row's cells, in the order of the columns.
using Cells = std::vector<Cell>;

static Cells cells_of(const Table& table, const AnyRow& row) {
  Cells cells;
  cells.reserve(table.columns.size());
  for (const auto& column : table.columns) cells.push_back(column.cell(row.get()));
  return cells;
}

static std::vector<SubjectRef> people_in(std::span<const Cells> rows) {
  std::vector<SubjectRef> people;
  for (const auto& cells : rows)
    for (const auto& cell : cells) collect(cell, people);
  std::sort(people.begin(), people.end());
  people.erase(std::unique(people.begin(), people.end()), people.end());
  return people;
}

// ---- cells ----

// Everything of an answer is made in one storage: values that move between two are copied.
using Storage = js::storage_ptr;

template <class AnId>
static Result<js::object> reference(const AnId& id, const Result<std::string>& name,
                                    const Storage& storage) {
  if (!name) return fail(name.error());
  return js::object({{"id", to_text(id)}, {"name", *name}}, storage);
}

Result<js::object> render_operator(const OperatorRef& person, Lens& lens) {
  return reference(person, lens.operator_name(person), {});
}

Result<js::object> render_user(const SubjectRef& person, Lens& lens) {
  return reference(person, lens.name_of(person), {});
}

// Who somebody is: empty while names are not shown.
static Result<js::value> render_identity(const SubjectRef& person, Lens& lens,
                                         const Storage& storage) {
  const auto shown = lens.user(person);
  if (!shown) return fail(shown.error());
  if (!shown->identity) return js::value(nullptr);
  js::object out(storage);
  domain::for_each_field(*shown->identity, [&](const char* name, const std::string& text) {
    if (!text.empty()) out[name] = text;
  });
  return js::value(std::move(out));
}

// Whose row it is, who looks, and where the answer is made.
struct Making {
  SubjectRef owner;
  Lens& lens;
  const Storage& storage;
};

static Result<js::value> render_cell(const Cell& cell, Type type, const Making& making);

static Result<js::value> render_sealed(const PersonalRef& ref, Type type, const Making& making) {
  auto& lens = making.lens;
  if (type == Type::identity) return render_identity(making.owner, lens, making.storage);
  if (type == Type::alert_text) {
    const auto text = lens.alert_text(ref);
    if (!text) return fail(text.error());
    return js::value({{"title", text->title}, {"description", text->description}}, making.storage);
  }
  const auto text = lens.casework_text(ref);
  if (!text) return fail(text.error());
  return js::value(*text, making.storage);
}

static Result<js::value> render_list(const projections::List& list, const Making& making) {
  js::array out(making.storage);
  out.reserve(list.size());
  for (const auto& item : list) {
    auto value = render_cell(item, Type::list, making);
    if (!value) return fail(value.error());
    out.push_back(std::move(*value));
  }
  return js::value(std::move(out));
}

static Result<js::value> render_record(const projections::Record& record, const Making& making) {
  js::object out(making.storage);
  out.reserve(record.size());
  for (const auto& field : record) {
    auto value = render_cell(field.cell, Type::list, making);
    if (!value) return fail(value.error());
    out[field.name] = std::move(*value);
  }
  return js::value(std::move(out));
}

template <class T>
static Result<js::value> widened(Result<T> part) {
  if (!part) return fail(part.error());
  return js::value(std::move(*part));
}

static Result<js::value> render_cell(const Cell& cell, Type type, const Making& making) {
  const auto& storage = making.storage;
  return std::visit(
      [&](const auto& value) -> Result<js::value> {
        using T = std::decay_t<decltype(value)>;
        if constexpr (std::is_same_v<T, std::monostate>)
          return js::value(nullptr, storage);
        else if constexpr (std::is_same_v<T, bool> || std::is_same_v<T, std::int64_t> ||
                           std::is_same_v<T, std::string>)
          return js::value(value, storage);
        else if constexpr (std::is_same_v<T, Instant>)
          return js::value(to_text(value), storage);
        else if constexpr (std::is_same_v<T, SubjectRef>)
          return widened(reference(value, making.lens.name_of(value), storage));
        else if constexpr (std::is_same_v<T, OperatorRef>)
          return widened(reference(value, making.lens.operator_name(value), storage));
        else if constexpr (std::is_same_v<T, PersonalRef>)
          return render_sealed(value, type, making);
        else if constexpr (std::is_same_v<T, projections::List>)
          return render_list(value, making);
        else
          return render_record(value, making);
      },
      cell.value);
}

// The person whose identity a row of the users table shows; nobody in other tables.
static SubjectRef owner_of(const Table& table, const Cells& cells) {
  if (table.name != "users") return {};
  const auto* ref = std::get_if<SubjectRef>(&cells.front().value);
  return ref != nullptr ? *ref : SubjectRef{};
}

static Result<js::object> render_one(const Table& table, const Cells& cells, Lens& lens,
                                     const Storage& storage) {
  js::object out(storage);
  out.reserve(cells.size() + 1);
  const auto owner = owner_of(table, cells);
  const Making making{owner, lens, storage};
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const auto& column = table.columns[i];
    // The id of a user is their reference; their name is in the other columns.
    const bool is_own_id = owner && column.name == "id";
    auto value = is_own_id ? Result<js::value>(js::value(to_text(owner), storage))
                           : render_cell(cells[i], column.type, making);
    if (!value) return fail(value.error());
    out.emplace(column.name, std::move(*value));
  }
  if (owner) {
    const auto name = lens.name_of(owner);
    if (!name) return fail(name.error());
    out["name"] = *name;
  }
  return out;
}

static std::vector<Cells> cells_of(const Table& table, std::span<const AnyRow> rows) {
  std::vector<Cells> all;
  all.reserve(rows.size());
  for (const auto& row : rows) all.push_back(cells_of(table, row));
  return all;
}

Status put_on_record(const Table& table, std::span<const AnyRow> rows, Lens& lens) {
  if (!lens.shows_names()) return {};
  return lens.will_show(people_in(cells_of(table, rows)));
}

// Whom the rows show; nobody is shown while names are not.
static Status put_on_record(std::span<const Cells> rows, Lens& lens) {
  if (!lens.shows_names()) return {};
  return lens.will_show(people_in(rows));
}

Result<js::array> render(const Table& table, std::span<const AnyRow> rows, Lens& lens,
                         Storage storage) {
  const auto all = cells_of(table, rows);
  if (auto ok = put_on_record(all, lens); !ok) return fail(ok.error());
  js::array out(storage);
  out.reserve(all.size());
  for (const auto& cells : all) {
    auto one = render_one(table, cells, lens, storage);
    if (!one) return fail(one.error());
    out.push_back(std::move(*one));
  }
  return out;
}

Result<js::object> render(const Table& table, const AnyRow& row, Lens& lens) {
  const auto cells = cells_of(table, row);
  if (auto ok = put_on_record(std::span(&cells, 1), lens); !ok) return fail(ok.error());
  return render_one(table, cells, lens, {});
}

}  // namespace riskflow::runtime
