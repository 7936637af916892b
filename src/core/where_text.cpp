// Plans of text, and how conditions are joined.
#include <algorithm>
#include <functional>
#include <unordered_set>
#include <utility>

#include "core/fold_text.hpp"
#include "core/where_plan.hpp"

namespace agglo::where {

namespace {

class Always final : public Condition {
 public:
  explicit Always(bool value) : value_(value) {}
  void rows(const Span& span, Words& out) const override {
    std::fill_n(out.begin(), span.words(), value_ ? ~std::uint64_t{0} : 0);
  }

 private:
  bool value_;
};

enum class Join : std::uint8_t { all, any, neither };

class Joined final : public Condition {
 public:
  Joined(Join join, ConditionPtr a, ConditionPtr b) : join_(join), a_(std::move(a)), b_(std::move(b)) {}
  void rows(const Span& span, Words& out) const override {
    a_->rows(span, out);
    const auto end = out.begin() + static_cast<std::ptrdiff_t>(span.words());
    // What the first condition has settled for a whole block, the second need not look at.
    const std::uint64_t settled = join_ == Join::all ? 0 : ~std::uint64_t{0};
    const bool done = std::all_of(out.begin(), end, [=](std::uint64_t word) { return word == settled; });
    Words other{};
    if (!done) b_->rows(span, other);
    for (std::size_t k = 0; k < span.words(); ++k) {
      if (done) other[k] = settled;
      if (join_ == Join::all) out[k] &= other[k];
      if (join_ == Join::any) out[k] |= other[k];
      if (join_ == Join::neither) out[k] = ~(out[k] | other[k]);
    }
  }

 private:
  Join join_;
  ConditionPtr a_, b_;
};

/// Sets bit i of the rows for which test(row) is true.
template <class Test>
void set_rows(const Span& span, Words& out, const Test& test) {
  std::fill_n(out.begin(), span.words(), 0);
  for (std::size_t i = 0; i < span.count; ++i)
    if (test(span.begin + i)) out[i / 64] |= std::uint64_t{1} << (i % 64);
}

bool in_order(Order order, int compared) {
  switch (order) {
    case Order::equal:
      return compared == 0;
    case Order::unequal:
      return compared != 0;
    case Order::less:
      return compared < 0;
    case Order::at_most:
      return compared <= 0;
    case Order::more:
      return compared > 0;
    case Order::at_least:
      return compared >= 0;
  }
  return false;
}

class CompareText final : public Condition {
 public:
  CompareText(Order order, const StringColumn& column, std::string value)
      : order_(order), column_(column), value_(std::move(value)) {}
  void rows(const Span& span, Words& out) const override {
    if (order_ == Order::equal)
      return set_rows(span, out, [&](std::size_t row) { return column_[row] == value_; });
    set_rows(span, out, [&](std::size_t row) {
      const std::string_view text = column_[row];
      return !text.empty() && in_order(order_, text.compare(value_));
    });
  }

 private:
  Order order_;
  const StringColumn& column_;
  std::string value_;
};

class CompareTexts final : public Condition {
 public:
  CompareTexts(Order order, const StringColumn& a, const StringColumn& b) : order_(order), a_(a), b_(b) {}
  void rows(const Span& span, Words& out) const override {
    set_rows(span, out, [&](std::size_t row) {
      const std::string_view a = a_[row], b = b_[row];
      return !a.empty() && !b.empty() && in_order(order_, a.compare(b));
    });
  }

 private:
  Order order_;
  const StringColumn &a_, &b_;
};

class OneOf final : public Condition {
 public:
  OneOf(const StringColumn& column, std::vector<std::string> values, bool wanted)
      : column_(column), values_(std::move(values)), wanted_(wanted) {
    for (const std::string& value : values_) set_.insert(value);
  }
  void rows(const Span& span, Words& out) const override {
    set_rows(span, out, [&](std::size_t row) {
      const std::string_view text = column_[row];
      return !text.empty() && (set_.count(text) > 0) == wanted_;
    });
  }

 private:
  const StringColumn& column_;
  std::vector<std::string> values_;
  std::unordered_set<std::string_view> set_;
  bool wanted_;
};

/// Columns of few distinct values (sectors, kinds) repeat themselves: what was found for a text is kept for
/// the block, until it turns out that hardly any text comes twice.
class Like final : public Condition {
 public:
  Like(const StringColumn& column, const std::string& pattern, bool wanted)
      : column_(column), pattern_(folded(pattern)), wanted_(wanted) {}
  void rows(const Span& span, Words& out) const override {
    struct Known {
      std::string_view text;
      bool fits = false;
    };
    std::array<Known, 128> known;
    std::size_t looked = 0, hits = 0;
    std::string buffer;
    set_rows(span, out, [&](std::size_t row) {
      const std::string_view text = column_[row];
      if (text.empty()) return false;
      const bool remember = looked < 512 || hits * 2 > looked;
      Known* slot = remember ? &known[std::hash<std::string_view>{}(text) % known.size()] : nullptr;
      ++looked;
      if (slot && slot->text == text) {
        ++hits;
        return slot->fits == wanted_;
      }
      fold_text(text, buffer);
      const bool fits = fits_pattern(buffer, pattern_);
      if (slot) *slot = {text, fits};
      return fits == wanted_;
    });
  }

 private:
  const StringColumn& column_;
  std::string pattern_;
  bool wanted_;
};

class MissingText final : public Condition {
 public:
  MissingText(const StringColumn& column, bool wanted) : column_(column), wanted_(wanted) {}
  void rows(const Span& span, Words& out) const override {
    set_rows(span, out, [&](std::size_t row) { return column_[row].empty() == wanted_; });
  }

 private:
  const StringColumn& column_;
  bool wanted_;
};

std::size_t character_bytes(std::string_view text, std::size_t at) {
  std::size_t end = at + 1;
  while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) ++end;
  return end - at;
}

}  // namespace

bool fits_pattern(std::string_view text, std::string_view pattern) {
  std::size_t t = 0, p = 0, star = std::string_view::npos, retry = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '%') {
      star = p++;
      retry = t;
    } else if (p < pattern.size() && pattern[p] == '_') {
      t += character_bytes(text, t);
      ++p;
    } else if (p < pattern.size() && pattern[p] == text[t]) {
      ++t;
      ++p;
    } else if (star != std::string_view::npos) {
      // The last % takes one character more.
      retry += character_bytes(text, retry);
      t = retry;
      p = star + 1;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '%') ++p;
  return p == pattern.size();
}

ConditionPtr always(bool value) {
  return std::make_unique<Always>(value);
}
ConditionPtr all_of(ConditionPtr a, ConditionPtr b) {
  return std::make_unique<Joined>(Join::all, std::move(a), std::move(b));
}
ConditionPtr any_of(ConditionPtr a, ConditionPtr b) {
  return std::make_unique<Joined>(Join::any, std::move(a), std::move(b));
}
ConditionPtr neither_of(ConditionPtr a, ConditionPtr b) {
  return std::make_unique<Joined>(Join::neither, std::move(a), std::move(b));
}
ConditionPtr compare(Order order, const StringColumn& column, std::string value) {
  if (value.empty() && order == Order::equal) return always(false);  // an empty text is a missing one
  return std::make_unique<CompareText>(order, column, std::move(value));
}
ConditionPtr compare(Order order, const StringColumn& a, const StringColumn& b) {
  return std::make_unique<CompareTexts>(order, a, b);
}
ConditionPtr one_of(const StringColumn& column, std::vector<std::string> values, bool wanted) {
  return std::make_unique<OneOf>(column, std::move(values), wanted);
}
ConditionPtr like(const StringColumn& column, const std::string& pattern, bool wanted) {
  return std::make_unique<Like>(column, pattern, wanted);
}
ConditionPtr missing(const Column& column, bool wanted) {
  if (const auto* text = std::get_if<StringColumn>(&column.values))
    return std::make_unique<MissingText>(*text, wanted);
  if (const auto* days = std::get_if<Days>(&column.values)) return missing(column_numbers(*days), wanted);
  if (const auto* whole = std::get_if<std::vector<std::int64_t>>(&column.values))
    return missing(column_numbers(*whole), wanted);
  return missing(column_numbers(std::get<std::vector<double>>(column.values)), wanted);
}

}  // namespace agglo::where
