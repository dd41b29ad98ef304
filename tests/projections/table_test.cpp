#include <set>

#include <gtest/gtest.h>

#include "projections/all.hpp"
#include "tests/projections/story.hpp"

namespace riskflow::projections::testing {

using namespace domain;

template <class Visit>
static void for_each_cell(const Cell& cell, const Visit& visit) {
  visit(cell);
  if (const auto* list = std::get_if<List>(&cell.value))
    for (const auto& item : *list) for_each_cell(item, visit);
  if (const auto* record = std::get_if<Record>(&cell.value))
    for (const auto& field : *record) for_each_cell(field.cell, visit);
}

TEST(Tables, NumbersOfTablesAndIndexesAreUsedOnce) {
  std::set<int> table_numbers, index_numbers;
  for (const Table* table : tables()) {
    EXPECT_TRUE(table_numbers.insert(table->number).second) << table->name;
    for (const auto& index : table->indexes)
      EXPECT_TRUE(index_numbers.insert(index.number).second) << table->name << index.order->name;
  }
}

TEST(Tables, EveryColumnHasItsOwnNameAndSaysWhatItIs) {
  for (const Table* table : tables()) {
    std::set<std::string_view> names;
    EXPECT_FALSE(table->help.empty()) << table->name;
    for (const auto& column : table->columns) {
      EXPECT_TRUE(names.insert(column.name).second) << column.name;
      EXPECT_FALSE(column.help.empty()) << column.name;
      EXPECT_FALSE(to_text(column.type).empty()) << column.name;
      EXPECT_EQ(column.type == Type::word, column.words != nullptr) << column.name;
    }
  }
}

TEST(Tables, PersonalColumnsCannotBeFilteredOrSortedBy) {
  int personal_columns = 0;
  for (const Table* table : tables())
    for (const auto& column : table->columns) {
      if (!is_personal(column.type)) continue;
      ++personal_columns;
      EXPECT_FALSE(column.can_be_filtered()) << table->name << '.' << column.name;
      for (const auto& index : table->indexes) EXPECT_NE(index.order, &column);
    }
  EXPECT_GE(personal_columns, 5);
}

TEST(Tables, PersonalCellsHoldNothingButReferences) {
  Story story;
  std::mt19937 chance(5);
  story.live(chance, 60);
  int references = 0;
  const Reading now = story.now();
  for (const Table* table : tables())
    for (const auto& record : all_pages(now, table->name, {.top = 100}))
      for (std::size_t i = 0; i < record.size(); ++i) {
        if (!is_personal(table->columns[i].type)) continue;
        const auto& value = record[i].cell.value;
        const bool is_reference = std::holds_alternative<PersonalRef>(value);
        EXPECT_TRUE(is_reference || std::holds_alternative<std::monostate>(value));
        references += is_reference ? 1 : 0;
      }
  EXPECT_GT(references, 20);
}

// The plaintext never reaches the log in these tests (the sealer writes "sealed"); a view that kept
// a payload would show that word.
TEST(Tables, NoRowHoldsBytesOfAPayload) {
  Story story;
  std::mt19937 chance(6);
  story.live(chance, 60);
  for (const auto& [view, records] : everything(story.now()))
    for (const auto& record : records)
      for (const auto& field : record)
        for_each_cell(field.cell, [&](const Cell& cell) {
          const auto* text = std::get_if<std::string>(&cell.value);
          EXPECT_TRUE(text == nullptr || !contains(*text, "sealed")) << view << '.' << field.name;
        });
}

}  // namespace riskflow::projections::testing
