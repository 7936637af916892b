// Where: what names and types of an expression mean in a table, and its evaluation.
#include "agglo/where.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/edit_distance.hpp"
#include "core/parallel.hpp"
#include "core/where_days.hpp"
#include "core/where_plan.hpp"

namespace agglo {

namespace where {

namespace {

constexpr Day kFirstDay = std::numeric_limits<Day>::min() + 1, kLastDay = std::numeric_limits<Day>::max();

Order opposite(Order order) {
  constexpr std::array kOpposite{Order::unequal, Order::equal,   Order::at_least,
                                 Order::more,    Order::at_most, Order::less};
  return kOpposite[static_cast<std::size_t>(order)];
}
/// a ORDER b as b ORDER' a.
Order turned(Order order) {
  constexpr std::array kTurned{Order::equal,    Order::unequal, Order::more,
                               Order::at_least, Order::less,    Order::at_most};
  return kTurned[static_cast<std::size_t>(order)];
}

enum class Type : std::uint8_t { number, text, date, null, condition };
constexpr std::array<const char*, 5> kTypeNames{"a number", "text", "a date", "NULL", "a condition"};

bool is_condition(Kind kind) {
  return kind >= Kind::compare || kind == Kind::truth;
}

/// Finds out what each node means and makes the plan.
class Binder {
 public:
  Binder(const Table& table, const Table* beside, std::string_view expression)
      : tables_{&table, beside}, all_(expression) {}

  /// The rows for which the node is true, or (`wanted` false) for which its opposite is.
  ConditionPtr condition(const Node& node, bool wanted) const {
    switch (node.kind) {
      case Kind::truth:
        return always((node.number != 0) == wanted);
      case Kind::null:
        return always(false);
      case Kind::not_:
        return condition(*node.parts[0], !wanted);
      case Kind::and_:
      case Kind::or_: {
        auto a = condition(*node.parts[0], wanted), b = condition(*node.parts[1], wanted);
        const bool all = (node.kind == Kind::and_) == wanted;
        return all ? all_of(std::move(a), std::move(b)) : any_of(std::move(a), std::move(b));
      }
      case Kind::compare:
        return comparison(wanted ? node.order : opposite(node.order), *node.parts[0], *node.parts[1],
                          node.at);
      case Kind::between:
        return between(node, wanted != node.negated);
      case Kind::in:
        return in(node, wanted != node.negated);
      case Kind::like:
        return likeness(node, wanted != node.negated);
      case Kind::is_null:
        return nullness(node, wanted != node.negated);
      default:
        throw wrong(node, std::string("found ") + name_of(type(node)) + " where a condition was expected",
                    "compare it with something, such as: jobs >= 10");
    }
  }

 private:
  Error wrong(const Node& node, const std::string& message, std::string hint = {}) const {
    return error_at(all_, node.at, message, std::move(hint));
  }
  static const char* name_of(Type type) { return kTypeNames[static_cast<std::size_t>(type)]; }

  std::vector<const Column*> columns() const {
    std::vector<const Column*> all;
    for (const Table* table : tables_)
      if (table)
        for (const Column& each : table->columns) all.push_back(&each);
    return all;
  }

  const Column& column(const Node& node) const {
    for (const Table* table : tables_)
      if (const Column* exact = table ? table->find(node.text) : nullptr) return *exact;
    const auto plain = [](std::string_view text) {
      std::string result(text);
      for (char& c : result) c = c == ' ' ? '_' : c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
      return result;
    };
    const std::string wanted = plain(node.text);
    const Column *found = nullptr, *nearest = nullptr;
    std::size_t least = std::numeric_limits<std::size_t>::max();
    std::string known;
    for (const Column* each : columns()) {
      const Column& c = *each;
      const std::string name = plain(c.name);
      if (name == wanted && !found) found = &c;
      const std::size_t distance = edit_distance(name, wanted);
      if (distance < least) {
        least = distance;
        nearest = &c;
      }
      if (known.size() < 300) known += (known.empty() ? "" : ", ") + c.name;
    }
    if (found) return *found;
    const bool near = nearest && least <= std::max<std::size_t>(2, wanted.size() / 3);
    throw wrong(node, "there is no column \"" + node.text + "\"",
                (near ? "did you mean \"" + nearest->name + "\"? " : std::string()) +
                    (known.empty() ? "the table has no columns" : "columns: " + known));
  }

  Type type(const Node& node) const {
    switch (node.kind) {
      case Kind::number:
        return Type::number;
      case Kind::text:
        return Type::text;
      case Kind::null:
        return Type::null;
      case Kind::column: {
        const ColumnValues& values = column(node).values;
        if (std::holds_alternative<StringColumn>(values)) return Type::text;
        return std::holds_alternative<Days>(values) ? Type::date : Type::number;
      }
      default:
        if (is_condition(node.kind)) return Type::condition;
        return arithmetic_type(node);
    }
  }

  /// date - date = days; date +- days = date; all else of numbers alone.
  Type arithmetic_type(const Node& node) const {
    const Type a = type(*node.parts[0]);
    const Type b = node.parts.size() > 1 ? type(*node.parts[1]) : Type::number;
    for (std::size_t k = 0; k < node.parts.size(); ++k)
      if (const Type t = k == 0 ? a : b; t == Type::text || t == Type::condition)
        throw wrong(*node.parts[k], std::string("found ") + name_of(t) + " where a number was expected",
                    t == Type::text ? "only numbers and dates can be calculated with" : "");
    const bool shift = node.kind == Kind::add || node.kind == Kind::subtract;
    if (a == Type::date && b == Type::date && node.kind == Kind::subtract) return Type::number;
    if (shift && a == Type::date && b != Type::date) return Type::date;
    if (node.kind == Kind::add && b == Type::date && a != Type::date) return Type::date;
    if (a == Type::date || b == Type::date)
      throw wrong(node, "dates cannot be calculated with like this", "date - date and date + days can");
    return Type::number;
  }

  /// Numbers, or the days of dates.
  NumbersPtr numbers(const Node& node) const {
    if (node.kind == Kind::number) return constant(node.number);
    if (node.kind == Kind::null) return constant(std::numeric_limits<double>::quiet_NaN());
    if (node.kind == Kind::column) {
      const ColumnValues& values = column(node).values;
      if (const auto* real = std::get_if<std::vector<double>>(&values)) return column_numbers(*real);
      if (const auto* whole = std::get_if<std::vector<std::int64_t>>(&values)) return column_numbers(*whole);
      return column_numbers(std::get<Days>(values));
    }
    return arithmetic(node.kind, numbers(*node.parts[0]),
                      node.parts.size() > 1 ? numbers(*node.parts[1]) : nullptr);
  }

  ConditionPtr comparison(Order order, const Node& a, const Node& b, std::size_t at) const {
    const Type left = type(a), right = type(b);
    for (const auto& [part, t] : {std::pair{&a, left}, std::pair{&b, right}})
      if (t == Type::condition)
        throw wrong(*part, "found a condition where a value was expected", "join conditions with AND or OR");
    if (left == Type::null || right == Type::null) return always(false);
    if (left == Type::text && right == Type::text) return text_comparison(order, a, b);
    if (left == Type::date || right == Type::date) {
      if (left != Type::date) return date_comparison(turned(order), b, a, left);
      return date_comparison(order, a, b, right);
    }
    if (left != right) throw mixed(left == Type::text ? a : b, left == Type::text ? b : a, at);
    return number_comparison(order, a, b);
  }

  /// Text beside a number.
  Error mixed(const Node& text, const Node& number, std::size_t at) const {
    const bool literal = text.kind == Kind::text;
    std::string hint;
    if (literal && number.kind == Kind::column)
      hint = "the column \"" + number.text + "\" holds numbers: write the value without quotes";
    else if (text.kind == Kind::column && number.kind == Kind::number)
      hint = "the column \"" + text.text + "\" holds text: write the value in 'single quotes'";
    return error_at(all_, at, "text cannot be compared with a number", hint);
  }

  ConditionPtr number_comparison(Order order, const Node& a, const Node& b) const {
    if (a.kind != Kind::column && b.kind == Kind::column) return number_comparison(turned(order), b, a);
    if (a.kind == Kind::column && b.kind == Kind::number) {
      const ColumnValues& values = column(a).values;
      if (const auto* real = std::get_if<std::vector<double>>(&values))
        return compare(order, *real, b.number);
      const auto* whole = std::get_if<std::vector<std::int64_t>>(&values);
      if (whole && b.integer) return compare(order, *whole, *b.integer);
    }
    return compare(order, numbers(a), numbers(b));
  }

  ConditionPtr text_comparison(Order order, const Node& a, const Node& b) const {
    if (a.kind != Kind::column && b.kind == Kind::column) return text_comparison(turned(order), b, a);
    if (a.kind != Kind::column) {
      const int c = a.text.compare(b.text);
      const bool holds = order == Order::equal     ? c == 0
                         : order == Order::unequal ? c != 0
                         : order == Order::less    ? c < 0
                         : order == Order::at_most ? c <= 0
                         : order == Order::more    ? c > 0
                                                   : c >= 0;
      return always(holds);
    }
    const auto& text = std::get<StringColumn>(column(a).values);
    if (b.kind == Kind::column) return compare(order, text, std::get<StringColumn>(column(b).values));
    if (b.text.empty() && order == Order::equal)
      throw wrong(b, "an empty text is a missing one", "write " + a.text + " IS NULL");
    return compare(order, text, b.text);
  }

  /// The days that a number or a text beside a date stands for.
  std::optional<Interval> period(const Node& node) const {
    if (node.kind == Kind::number && node.integer) return interval_of_year(*node.integer);
    if (node.kind != Kind::text) return std::nullopt;
    const auto days = interval_of_text(node.text);
    if (!days) throw wrong(node, "'" + node.text + "' is no date", "write '2015', '2015-06' or '2015-06-30'");
    return days;
  }

  ConditionPtr date_comparison(Order order, const Node& date, const Node& other, Type type_of_other) const {
    if (type_of_other == Type::text && other.kind != Kind::text)
      throw wrong(other, "the column \"" + other.text + "\" holds text and cannot be compared with a date");
    const auto days = period(other);
    if (!days) {
      NumbersPtr left = numbers(date);
      if (type_of_other == Type::number) left = years_of(std::move(left));
      return compare(order, std::move(left), numbers(other));
    }
    if (date.kind != Kind::column) return computed_date(order, date, *days);
    const Days& column_days = std::get<Days>(column(date).values);
    switch (order) {
      case Order::equal:
        return days_within(column_days, days->first, days->last, true);
      case Order::unequal:
        return days_within(column_days, days->first, days->last, false);
      case Order::less:
        return days_within(column_days, kFirstDay, days->first - 1, true);
      case Order::at_most:
        return days_within(column_days, kFirstDay, days->last, true);
      case Order::more:
        return days_within(column_days, days->last + 1, kLastDay, true);
      case Order::at_least:
        return days_within(column_days, days->first, kLastDay, true);
    }
    return always(false);
  }

  /// A date that is not a column alone ("born + 365"), compared with a period.
  ConditionPtr computed_date(Order order, const Node& date, const Interval& days) const {
    const auto beside = [&](Order o, Day day) { return compare(o, numbers(date), constant(day)); };
    if (order == Order::equal)
      return all_of(beside(Order::at_least, days.first), beside(Order::at_most, days.last));
    if (order == Order::unequal)
      return any_of(beside(Order::less, days.first), beside(Order::more, days.last));
    return beside(order, order == Order::less || order == Order::at_least ? days.first : days.last);
  }

  ConditionPtr between(const Node& node, bool wanted) const {
    const Node &value = *node.parts[0], &low = *node.parts[1], &high = *node.parts[2];
    if (wanted)
      return all_of(comparison(Order::at_least, value, low, node.at),
                    comparison(Order::at_most, value, high, node.at));
    return any_of(comparison(Order::less, value, low, node.at),
                  comparison(Order::more, value, high, node.at));
  }

  ConditionPtr in(const Node& node, bool wanted) const {
    const Node& value = *node.parts[0];
    const bool literals = std::all_of(node.parts.begin() + 1, node.parts.end(), [](const NodePtr& part) {
      return part->kind == Kind::text && !part->text.empty();
    });
    if (literals && value.kind == Kind::column && type(value) == Type::text) {
      std::vector<std::string> values;
      for (std::size_t k = 1; k < node.parts.size(); ++k) values.push_back(node.parts[k]->text);
      return one_of(std::get<StringColumn>(column(value).values), std::move(values), wanted);
    }
    const Order order = wanted ? Order::equal : Order::unequal;
    ConditionPtr result = comparison(order, value, *node.parts[1], node.parts[1]->at);
    for (std::size_t k = 2; k < node.parts.size(); ++k) {
      ConditionPtr next = comparison(order, value, *node.parts[k], node.parts[k]->at);
      result =
          wanted ? any_of(std::move(result), std::move(next)) : all_of(std::move(result), std::move(next));
    }
    return result;
  }

  ConditionPtr likeness(const Node& node, bool wanted) const {
    const Node &value = *node.parts[0], &pattern = *node.parts[1];
    if (pattern.kind == Kind::null || value.kind == Kind::null) return always(false);
    if (pattern.kind != Kind::text)
      throw wrong(pattern, "LIKE needs a 'text' on its right", "% stands for any characters, _ for one");
    if (value.kind != Kind::column || type(value) != Type::text)
      throw wrong(value, "LIKE needs a column of text on its left");
    return like(std::get<StringColumn>(column(value).values), pattern.text, wanted);
  }

  ConditionPtr nullness(const Node& node, bool wanted) const {
    const Node& value = *node.parts[0];
    if (value.kind == Kind::null) return always(wanted);
    if (value.kind == Kind::text) return always(!wanted);
    if (value.kind == Kind::column) return missing(column(value), wanted);
    if (type(value) != Type::condition) return missing(numbers(value), wanted);
    ConditionPtr yes = condition(value, true), no = condition(value, false);
    return wanted ? neither_of(std::move(yes), std::move(no)) : any_of(std::move(yes), std::move(no));
  }

  std::array<const Table*, 2> tables_;  // the second may be null
  std::string_view all_;
};

ConditionPtr plan_of(const Table& table, const Table* beside, std::string_view expression) {
  const NodePtr tree = parse(expression);
  return Binder(table, beside, expression).condition(*tree, true);
}

bool is_blank(std::string_view expression) {
  return expression.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

}  // namespace

}  // namespace where

RowSet rows_where(const Table& table, std::string_view expression, RunControl& run, const Table* beside) {
  const std::size_t n = table.row_count;
  if (where::is_blank(expression)) return RowSet(n, true);
  const where::ConditionPtr plan = where::plan_of(table, beside, expression);
  RowSet rows(n);
  const auto words = rows.words();
  constexpr std::size_t kPiece = 32 * where::kBlock;
  run.begin("filtering", n);
  parallel_blocks(n, kPiece, run, [&](std::size_t begin, std::size_t end, std::size_t) {
    where::Words block;
    for (std::size_t at = begin; at < end; at += where::kBlock) {
      const where::Span span{at, std::min(where::kBlock, end - at)};
      plan->rows(span, block);
      std::copy_n(block.begin(), span.words(), words.begin() + static_cast<std::ptrdiff_t>(at / 64));
    }
  });
  if (n % 64 != 0) words.back() &= (std::uint64_t{1} << (n % 64)) - 1;
  return rows;
}

void check_where(const Table& table, std::string_view expression, const Table* beside) {
  if (!where::is_blank(expression)) where::plan_of(table, beside, expression);
}

}  // namespace agglo
