// Where-expressions against a definition of three-valued logic written row by row.
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <random>
#include <string>
#include <vector>

#include "agglo/error.hpp"
#include "agglo/where.hpp"

namespace agglo {

namespace {

/// True, false, or unknown.
using Truth = std::optional<bool>;

Table sample(std::size_t rows, std::uint32_t seed) {
  std::mt19937 random(seed);
  const auto draw = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
  Table table;
  table.row_count = rows;
  std::vector<double> jobs;
  std::vector<std::int64_t> count;
  Days born, closed;
  StringColumn sector, name;
  for (std::size_t i = 0; i < rows; ++i) {
    jobs.push_back(draw(6) == 0 ? std::nan("") : draw(9) - 2.5);
    count.push_back(draw(6) == 0 ? kMissingInteger : draw(7) - 3);
    born.values.push_back(draw(6) == 0 ? kUnknownDay : draw(3000) + 10000);
    closed.values.push_back(draw(3) == 0 ? kUnknownDay : draw(3000) + 12000);
    sector.push_back(draw(6) == 0 ? ""
                                  : std::vector<std::string>{"62", "62.01", "A", "b",
                                                             "Café"}[static_cast<std::size_t>(draw(5))]);
    name.push_back(draw(5) == 0 ? ""
                                : std::string(1, static_cast<char>('a' + draw(4))) +
                                      std::string(1, static_cast<char>('a' + draw(3))));
  }
  table.add("jobs", jobs);
  table.add("count", count);
  table.add("born", born);
  table.add("closed", closed);
  table.add("sector", sector);
  table.add("my name", name);
  return table;
}

RowSet where(const Table& table, const std::string& expression, unsigned threads = 1) {
  RunControl run(threads);
  return rows_where(table, expression, run);
}
std::vector<std::uint32_t> rows(const Table& table, const std::string& expression) {
  return where(table, expression).first(table.row_count);
}

/// An expression and what it means in each row.
struct Case {
  std::string text;
  std::function<Truth(std::size_t)> truth;
};
struct NumberCase {
  std::string text;
  std::function<std::optional<double>(std::size_t)> value;
};

/// Makes random expressions together with their meaning.
struct Maker {
  const Table& table;
  std::mt19937 random;
  int draw(int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); }

  NumberCase number(int depth) {
    const int kind = draw(depth > 0 ? 7 : 3);
    if (kind == 0) {
      const int v = draw(9) - 3;
      return {v < 0 ? "(" + std::to_string(v) + ")" : std::to_string(v), [v](std::size_t) { return v; }};
    }
    if (kind <= 2) {
      const Column& column = table.at(kind == 1 ? "jobs" : "count");
      return {column.name, [&column](std::size_t row) -> std::optional<double> {
                const double v = column.number(row);
                return std::isnan(v) ? std::nullopt : std::optional(v);
              }};
    }
    const NumberCase a = number(depth - 1), b = number(depth - 1);
    const char sign = "+-*/"[kind - 3];
    return {"(" + a.text + " " + sign + " " + b.text + ")",
            [a, b, sign](std::size_t row) -> std::optional<double> {
              const auto x = a.value(row), y = b.value(row);
              if (!x || !y || (sign == '/' && *y == 0)) return std::nullopt;
              return sign == '+' ? *x + *y : sign == '-' ? *x - *y : sign == '*' ? *x * *y : *x / *y;
            }};
  }

  static bool holds(int order, double c) {
    return order == 0   ? c == 0
           : order == 1 ? c != 0
           : order == 2 ? c < 0
           : order == 3 ? c <= 0
           : order == 4 ? c > 0
                        : c >= 0;
  }
  static constexpr const char* kOrders[] = {"=", "<>", "<", "<=", ">", ">="};

  Case comparison() {
    const int order = draw(6);
    const NumberCase a = number(2), b = number(1);
    return {a.text + " " + kOrders[order] + " " + b.text, [a, b, order](std::size_t row) -> Truth {
              const auto x = a.value(row), y = b.value(row);
              if (!x || !y) return std::nullopt;
              return holds(order, *x < *y ? -1 : *x > *y ? 1 : 0);
            }};
  }
  Case text_comparison() {
    const int order = draw(6);
    const bool is_sector = draw(2) == 0;
    const Column& column = table.at(is_sector ? "sector" : "my name");
    const std::string value =
        std::vector<std::string>{"62", "A", "bb", "ab", "62.01"}[static_cast<std::size_t>(draw(5))];
    return {(is_sector ? "sector " : "\"my name\" ") + std::string(kOrders[order]) + " '" + value + "'",
            [&column, order, value](std::size_t row) -> Truth {
              const std::string text = column.text(row);
              if (text.empty()) return std::nullopt;
              return holds(order, text.compare(value));
            }};
  }
  Case date_comparison() {
    const int order = draw(6), year = 1998 + draw(8);
    const Column& column = table.at(draw(2) == 0 ? "born" : "closed");
    return {column.name + " " + kOrders[order] + " " + std::to_string(year),
            [&column, order, year](std::size_t row) -> Truth {
              const std::string text = column.text(row);
              if (text.empty()) return std::nullopt;
              return holds(order, std::stoi(text.substr(0, 4)) - year);
            }};
  }
  Case null_test() {
    const Column& column = table.columns[static_cast<std::size_t>(draw(5))];
    const bool no = draw(2) == 0;
    return {column.name + (no ? " IS NOT NULL" : " is null"),
            [&column, no](std::size_t row) -> Truth { return column.text(row).empty() != no; }};
  }
  Case range() {
    const bool no = draw(2) == 0;
    const NumberCase a = number(1), low = number(0), high = number(0);
    return {a.text + (no ? " NOT" : "") + " BETWEEN " + low.text + " AND " + high.text,
            [a, low, high, no](std::size_t row) -> Truth {
              const auto x = a.value(row), l = low.value(row), h = high.value(row);
              const Truth above = x && l ? Truth(*x >= *l) : std::nullopt,
                          below = x && h ? Truth(*x <= *h) : std::nullopt;
              if ((above && !*above) || (below && !*below)) return no;
              if (!above || !below) return std::nullopt;
              return !no;
            }};
  }
  Case list() {
    const bool no = draw(2) == 0;
    const Column& column = table.at("count");
    const int a = draw(5) - 2, b = draw(5) - 2;
    const bool null = draw(3) == 0;
    return {"count" + std::string(no ? " NOT IN (" : " IN (") + std::to_string(a) + ", " + std::to_string(b) +
                (null ? ", NULL)" : ")"),
            [&column, a, b, no, null](std::size_t row) -> Truth {
              const double v = column.number(row);
              if (std::isnan(v)) return std::nullopt;
              if (v == a || v == b) return !no;
              return null ? Truth() : Truth(no);
            }};
  }
  Case condition(int depth) {
    const int kind = draw(depth > 0 ? 10 : 6);
    if (kind == 0) return comparison();
    if (kind == 1) return text_comparison();
    if (kind == 2) return date_comparison();
    if (kind == 3) return null_test();
    if (kind == 4) return range();
    if (kind == 5) return list();
    const Case a = condition(depth - 1);
    if (kind == 6)
      return {"NOT (" + a.text + ")", [a](std::size_t row) -> Truth {
                const Truth t = a.truth(row);
                return t ? Truth(!*t) : t;
              }};
    if (kind == 7) {
      const bool no = draw(2) == 0;
      return {"(" + a.text + ")" + (no ? " IS NOT NULL" : " IS NULL"),
              [a, no](std::size_t row) -> Truth { return a.truth(row).has_value() == no; }};
    }
    const Case b = condition(depth - 1);
    const bool all = kind == 8;
    return {"(" + a.text + (all ? ") AND (" : ") or (") + b.text + ")",
            [a, b, all](std::size_t row) -> Truth {
              const Truth x = a.truth(row), y = b.truth(row);
              if ((x && *x != all) || (y && *y != all)) return !all;
              if (!x || !y) return std::nullopt;
              return all;
            }};
  }
};

std::string hint_of(const Table& table, const std::string& expression) {
  try {
    check_where(table, expression);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind, ErrorKind::usage);
    return error.message + " | " + error.hint;
  }
  return "no error";
}

}  // namespace

TEST(Where, random_expressions_mean_what_their_definition_says) {
  const Table table = sample(300, 7);
  Maker maker{table, std::mt19937(11)};
  for (int k = 0; k < 3000; ++k) {
    const Case c = maker.condition(3);
    const RowSet found = where(table, c.text);
    for (std::size_t row = 0; row < table.row_count; ++row)
      ASSERT_EQ(found.contains(row), c.truth(row).value_or(false)) << c.text << "\nrow " << row;
  }
}

TEST(Where, many_blocks_give_the_same_on_any_number_of_threads) {
  const Table table = sample(300001, 3);
  const std::string text = "(jobs > 1 OR sector LIKE '62%') AND NOT born < 2000 AND count * 2 <> jobs";
  const RowSet one = where(table, text, 1);
  EXPECT_EQ(one, where(table, text, 4));
  EXPECT_GT(one.count(), 1000u);
  RowSet rest = where(table, "NOT (" + text + ")");
  rest |= one;
  rest |= where(table, "(" + text + ") IS NULL");
  EXPECT_EQ(rest.count(), table.row_count) << "true, false and unknown rows are all rows";
}

TEST(Where, like_ignores_case_and_accents_and_knows_its_signs) {
  Table table;
  table.row_count = 6;
  StringColumn name;
  for (const char* text : {"Café Łódź", "CAFE LODZ", "cafeteria", "ΑΘΉΝΑ", "", "Москва"})
    name.push_back(text);
  table.add("name", name);
  EXPECT_EQ(rows(table, "name LIKE 'café%'"), (std::vector<std::uint32_t>{0, 1, 2}));
  EXPECT_EQ(rows(table, "name LIKE '%LODZ'"), (std::vector<std::uint32_t>{0, 1}));
  EXPECT_EQ(rows(table, "name LIKE 'αθηνα'"), (std::vector<std::uint32_t>{3}));
  EXPECT_EQ(rows(table, "name LIKE 'МОСК__'"), (std::vector<std::uint32_t>{5}));
  EXPECT_EQ(rows(table, "name NOT LIKE '%a%'"), (std::vector<std::uint32_t>{3, 5}))
      << "a missing name is in neither";
  EXPECT_EQ(rows(table, "name LIKE '%'").size(), 5u);
  EXPECT_EQ(rows(table, "name = 'CAFE LODZ'"), (std::vector<std::uint32_t>{1})) << "= compares bytes";
}

TEST(Where, dates_stand_for_days_months_and_years) {
  Table table;
  table.row_count = 5;
  Days born;
  for (const char* text : {"2014-12-31", "2015-01-01", "2015-06-30", "2016-01-01"})
    born.values.push_back(*day_from_civil(std::stoi(text), std::stoi(text + 5), std::stoi(text + 8)));
  born.values.push_back(kUnknownDay);
  table.add("born", born);
  EXPECT_EQ(rows(table, "born = 2015"), (std::vector<std::uint32_t>{1, 2}));
  EXPECT_EQ(rows(table, "born = '2015-06'"), (std::vector<std::uint32_t>{2}));
  EXPECT_EQ(rows(table, "born > 2015"), (std::vector<std::uint32_t>{3}));
  EXPECT_EQ(rows(table, "born >= '2015'"), (std::vector<std::uint32_t>{1, 2, 3}));
  EXPECT_EQ(rows(table, "born <= '2015-01-01'"), (std::vector<std::uint32_t>{0, 1}));
  EXPECT_EQ(rows(table, "2015 > born"), (std::vector<std::uint32_t>{0}));
  EXPECT_EQ(rows(table, "born <> 2015"), (std::vector<std::uint32_t>{0, 3}));
  EXPECT_EQ(rows(table, "born BETWEEN 2014 AND '2015-01'"), (std::vector<std::uint32_t>{0, 1}));
  EXPECT_EQ(rows(table, "born + 1 = 2015"), (std::vector<std::uint32_t>{0, 1, 2}));
  EXPECT_EQ(rows(table, "born = 2000 + 15"), (std::vector<std::uint32_t>{1, 2}));
}

TEST(Where, whole_numbers_are_compared_exactly) {
  Table table;
  table.row_count = 3;
  table.add("id", std::vector<std::int64_t>{9007199254740992, 9007199254740993, kMissingInteger});
  EXPECT_EQ(rows(table, "id = 9007199254740993"), (std::vector<std::uint32_t>{1}));
  EXPECT_EQ(rows(table, "id < 1e300"), (std::vector<std::uint32_t>{0, 1}));
}

TEST(Where, names_are_found_in_any_case_and_an_empty_expression_is_all) {
  const Table table = sample(10, 1);
  EXPECT_EQ(rows(table, " ").size(), 10u);
  EXPECT_EQ(where(table, "JOBS > 0"), where(table, "\"jobs\" > 0"));
  EXPECT_EQ(where(table, "My_Name = 'aa'"), where(table, "\"my name\" = 'aa'"));
}

TEST(Where, mistakes_are_told_with_place_and_remedy) {
  const Table table = sample(3, 1);
  EXPECT_EQ(hint_of(table, "jobs > 1 AND jbos < 2").substr(0, 83),
            "there is no column \"jbos\" (at character 14) | did you mean \"jobs\"? columns: jobs, c");
  EXPECT_EQ(hint_of(table, "jobs >"),
            "found the end where a column, a number or a 'text' was expected (at character 7) | ");
  EXPECT_EQ(hint_of(table, "jobs = 'a'"),
            "text cannot be compared with a number (at character 6) | the column \"jobs\" holds numbers: "
            "write the value "
            "without quotes");
  EXPECT_EQ(hint_of(table, "sector = 62"),
            "text cannot be compared with a number (at character 8) | the column \"sector\" holds text: "
            "write the value in "
            "'single quotes'");
  EXPECT_EQ(hint_of(table, "born > '2015-13-01'"),
            "'2015-13-01' is no date (at character 8) | write '2015', '2015-06' or '2015-06-30'");
  EXPECT_EQ(
      hint_of(table, "sector = 'Café' jobs"),
      "found \"jobs\" where AND, OR or the end was expected (at character 17) | texts go in 'single quotes'");
  EXPECT_EQ(hint_of(table, "jobs"),
            "found a number where a condition was expected (at character 1) | compare it with something, "
            "such as: jobs >= 10");
  for (const char* bad : {"(",
                          ")",
                          "jobs > 'x",
                          "jobs BETWEEN 1",
                          "jobs IN (",
                          "jobs IN ()",
                          "NOT",
                          "jobs IS 3",
                          "1 1",
                          "jobs NOT 3",
                          "sector LIKE 5",
                          "jobs LIKE '5'",
                          "5a > 3",
                          "jobs > 1 ; 2",
                          "sector + 1 > 2",
                          "born * 2 > 3",
                          "(jobs > 1) = 2",
                          "sector = ''",
                          "born > sector",
                          "1e999 > jobs",
                          "\x01"})
    EXPECT_NE(hint_of(table, bad), "no error") << bad;
}

TEST(Where, no_input_overruns_the_stack) {
  const Table table = sample(3, 1);
  EXPECT_NE(hint_of(table, std::string(100000, '(')).find("nested"), std::string::npos);
  std::string nots, minus(100000, '-'), sums = "1";
  for (int k = 0; k < 50000; ++k) nots += "NOT ", sums += "+1";
  EXPECT_NE(hint_of(table, nots), "no error");
  EXPECT_NE(hint_of(table, minus), "no error");
  EXPECT_NE(hint_of(table, sums + " > 0").find("too long"), std::string::npos);
}

TEST(Where, random_rubbish_is_refused_and_never_crashes) {
  const Table table = sample(70, 1);
  std::mt19937 random(5);
  const std::vector<std::string> words{"jobs", "born", "sector", "AND", "OR",   "NOT", "IN",   "(",
                                       ")",    ",",    "'62'",   "5",   "LIKE", "IS",  "NULL", "=",
                                       "<",    "-",    "/",      "\"",  "'",    "1e5", "2015", "BETWEEN"};
  std::size_t fine = 0;
  for (int k = 0; k < 20000; ++k) {
    std::string text;
    for (std::size_t n = random() % 9; n > 0; --n) text += words[random() % words.size()] + " ";
    try {
      RunControl run(1);
      rows_where(table, text, run);
      ++fine;
    } catch (const Error& error) {
      EXPECT_EQ(error.kind, ErrorKind::usage);
    }
  }
  EXPECT_GT(fine, 10u);
}

}  // namespace agglo
