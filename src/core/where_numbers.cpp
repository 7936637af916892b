// Plans of numbers and days: arithmetic and comparisons.
#include <chrono>
#include <cmath>
#include <cstring>
#include <limits>
#include <utility>

#include "agglo/periods.hpp"
#include "core/where_plan.hpp"

namespace agglo::where {

namespace {

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

/// Sets bit i where test(values[i]). Bytes first: compilers turn that loop into vector instructions.
template <class T, class Test>
void set_bits(const T* values, const Span& span, Words& out, const Test& test) {
  for (std::size_t word = 0; word < span.words(); ++word) {
    std::array<std::uint8_t, 64> flag{};
    const T* from = values + word * 64;
    if (word * 64 + 64 <= span.count) {
      for (std::size_t i = 0; i < 64; ++i) flag[i] = test(from[i]) ? 1 : 0;
    } else {
      for (std::size_t i = 0; i < span.count - word * 64; ++i) flag[i] = test(from[i]) ? 1 : 0;
    }
    std::uint64_t bits = 0;
    for (std::size_t k = 0; k < 8; ++k) {
      std::uint64_t eight = 0;
      std::memcpy(&eight, flag.data() + k * 8, 8);
      // One bit of each byte, gathered in the topmost byte.
      bits |= (eight * 0x0102040810204080u >> 56) << (k * 8);
    }
    out[word] = bits;
  }
}

/// Calls f with a test of the order against `value`, false for missing values of T.
template <class T, class F>
void with_test(Order order, T value, const F& f) {
  // NaN compares false by itself except for "unequal"; the missing integer is below all others.
  constexpr bool kWhole = std::is_same_v<T, std::int64_t>;
  const auto known = [](T v) {
    if constexpr (kWhole)
      return v != kMissingInteger;
    else if constexpr (std::is_floating_point_v<T>)
      return !std::isnan(v);
    else
      return true;
  };
  switch (order) {
    case Order::equal:
      return f([=](T v) { return static_cast<bool>((v == value) & known(v)); });
    case Order::unequal:
      return f([=](T v) { return static_cast<bool>((v != value) & known(v)); });
    case Order::less:
      return f([=](T v) { return static_cast<bool>((v < value) & known(v)); });
    case Order::at_most:
      return f([=](T v) { return static_cast<bool>((v <= value) & known(v)); });
    case Order::more:
      return f([=](T v) { return static_cast<bool>((v > value) & known(v)); });
    case Order::at_least:
      return f([=](T v) { return static_cast<bool>((v >= value) & known(v)); });
  }
}

class Constant final : public Numbers {
 public:
  explicit Constant(double value) : value_(value) {}
  void values(const Span& span, Values& out) const override {
    for (std::size_t i = 0; i < span.count; ++i) out[i] = value_;
  }

 private:
  double value_;
};

template <class T>
class ColumnNumbers final : public Numbers {
 public:
  explicit ColumnNumbers(const std::vector<T>& column) : column_(column) {}
  void values(const Span& span, Values& out) const override {
    const T* from = column_.data() + span.begin;
    constexpr T kNone = std::numeric_limits<T>::min();
    for (std::size_t i = 0; i < span.count; ++i) {
      if constexpr (std::is_same_v<T, double>)
        out[i] = from[i];
      else
        out[i] = from[i] == kNone ? kMissing : static_cast<double>(from[i]);
    }
  }

 private:
  const std::vector<T>& column_;
};

class Arithmetic final : public Numbers {
 public:
  Arithmetic(Kind kind, NumbersPtr a, NumbersPtr b) : kind_(kind), a_(std::move(a)), b_(std::move(b)) {}
  void values(const Span& span, Values& out) const override {
    a_->values(span, out);
    if (kind_ == Kind::negative) {
      for (std::size_t i = 0; i < span.count; ++i) out[i] = -out[i];
      return;
    }
    const auto other = std::make_unique<Values>();
    b_->values(span, *other);
    const Values& b = *other;
    for (std::size_t i = 0; i < span.count; ++i) {
      if (kind_ == Kind::add) out[i] += b[i];
      if (kind_ == Kind::subtract) out[i] -= b[i];
      if (kind_ == Kind::multiply) out[i] *= b[i];
      if (kind_ == Kind::divide) out[i] = b[i] == 0 ? kMissing : out[i] / b[i];
    }
  }

 private:
  Kind kind_;
  NumbersPtr a_, b_;
};

class Years final : public Numbers {
 public:
  explicit Years(NumbersPtr days) : days_(std::move(days)) {}
  void values(const Span& span, Values& out) const override {
    days_->values(span, out);
    constexpr double kFar = 3.6e6;  // days that the calendar of the standard library reaches
    for (std::size_t i = 0; i < span.count; ++i)
      out[i] = std::abs(out[i]) < kFar ? year_of(static_cast<Day>(std::floor(out[i]))) : kMissing;
  }

 private:
  NumbersPtr days_;
};

class CompareNumbers final : public Condition {
 public:
  CompareNumbers(Order order, NumbersPtr a, NumbersPtr b)
      : order_(order), a_(std::move(a)), b_(std::move(b)) {}
  void rows(const Span& span, Words& out) const override {
    const auto left = std::make_unique<Values>(), right = std::make_unique<Values>();
    a_->values(span, *left);
    b_->values(span, *right);
    // The comparison as a number that is missing (NaN) where either side is.
    Values& a = *left;
    const Values& b = *right;
    for (std::size_t i = 0; i < span.count; ++i)
      a[i] = a[i] < b[i] ? -1.0 : a[i] > b[i] ? 1.0 : a[i] == b[i] ? 0.0 : kMissing;
    with_test(order_, 0.0, [&](const auto& test) { set_bits(a.data(), span, out, test); });
  }

 private:
  Order order_;
  NumbersPtr a_, b_;
};

template <class T>
class CompareColumn final : public Condition {
 public:
  CompareColumn(Order order, const std::vector<T>& column, T value)
      : order_(order), column_(column), value_(value) {}
  void rows(const Span& span, Words& out) const override {
    with_test(order_, value_,
              [&](const auto& test) { set_bits(column_.data() + span.begin, span, out, test); });
  }

 private:
  Order order_;
  const std::vector<T>& column_;
  T value_;
};

class DaysWithin final : public Condition {
 public:
  DaysWithin(const Days& column, Day low, Day high, bool inside)
      : column_(column.values), low_(low), high_(high), inside_(inside) {}
  void rows(const Span& span, Words& out) const override {
    const Day low = low_, high = high_;
    const Day* from = column_.data() + span.begin;
    if (inside_)
      set_bits(from, span, out,
               [=](Day v) { return static_cast<bool>((v >= low) & (v <= high) & (v != kUnknownDay)); });
    else
      set_bits(from, span, out,
               [=](Day v) { return static_cast<bool>(((v < low) | (v > high)) & (v != kUnknownDay)); });
  }

 private:
  const std::vector<Day>& column_;
  Day low_, high_;
  bool inside_;
};

class MissingNumbers final : public Condition {
 public:
  MissingNumbers(NumbersPtr numbers, bool wanted) : numbers_(std::move(numbers)), wanted_(wanted) {}
  void rows(const Span& span, Words& out) const override {
    const auto values = std::make_unique<Values>();
    numbers_->values(span, *values);
    const bool wanted = wanted_;
    set_bits(values->data(), span, out, [=](double v) { return (v != v) == wanted; });
  }

 private:
  NumbersPtr numbers_;
  bool wanted_;
};

}  // namespace

NumbersPtr constant(double value) {
  return std::make_unique<Constant>(value);
}
NumbersPtr column_numbers(const std::vector<double>& column) {
  return std::make_unique<ColumnNumbers<double>>(column);
}
NumbersPtr column_numbers(const std::vector<std::int64_t>& column) {
  return std::make_unique<ColumnNumbers<std::int64_t>>(column);
}
NumbersPtr column_numbers(const Days& column) {
  return std::make_unique<ColumnNumbers<Day>>(column.values);
}
NumbersPtr arithmetic(Kind kind, NumbersPtr a, NumbersPtr b) {
  return std::make_unique<Arithmetic>(kind, std::move(a), std::move(b));
}
NumbersPtr years_of(NumbersPtr days) {
  return std::make_unique<Years>(std::move(days));
}
ConditionPtr compare(Order order, NumbersPtr a, NumbersPtr b) {
  return std::make_unique<CompareNumbers>(order, std::move(a), std::move(b));
}
ConditionPtr compare(Order order, const std::vector<double>& column, double value) {
  return std::make_unique<CompareColumn<double>>(order, column, value);
}
ConditionPtr compare(Order order, const std::vector<std::int64_t>& column, std::int64_t value) {
  return std::make_unique<CompareColumn<std::int64_t>>(order, column, value);
}
ConditionPtr days_within(const Days& column, Day low, Day high, bool inside) {
  return std::make_unique<DaysWithin>(column, low, high, inside);
}
ConditionPtr missing(NumbersPtr numbers, bool wanted) {
  return std::make_unique<MissingNumbers>(std::move(numbers), wanted);
}

}  // namespace agglo::where
