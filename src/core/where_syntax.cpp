#include "core/where_syntax.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <utility>

namespace agglo::where {

namespace {

constexpr int kMostNested = 200;
constexpr int kMostJoined = 2000;  // operators: trees lean to the left and are walked recursively
constexpr std::array<std::string_view, 11> kKeywords{"AND", "OR",   "NOT",  "BETWEEN", "IN",    "LIKE",
                                                     "IS",  "NULL", "TRUE", "FALSE",   "ESCAPE"};

enum class Token : std::uint8_t { end, number, text, name, keyword, sign };

std::string upper(std::string_view text) {
  std::string result(text);
  for (char& c : result)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
  return result;
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool starts_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}

/// Reads one token after the other.
class Lexer {
 public:
  explicit Lexer(std::string_view expression) : all_(expression) { next(); }

  Token token = Token::end;
  std::string text;  ///< keyword in capitals, sign, name, text without quotes
  double number = 0;
  std::optional<std::int64_t> integer;
  std::size_t at = 0;

  void next() {
    while (here_ < all_.size() && std::string_view(" \t\r\n").find(all_[here_]) != std::string_view::npos)
      ++here_;
    at = here_;
    text.clear();
    if (here_ == all_.size()) {
      token = Token::end;
      return;
    }
    const char c = all_[here_];
    const bool point = c == '.' && here_ + 1 < all_.size() && is_digit(all_[here_ + 1]);
    if (is_digit(c) || point) return read_number();
    if (c == '\'' || c == '"') return read_quoted(c);
    if (starts_name(c)) return read_name();
    read_sign();
  }

  /// What stands here, for messages.
  std::string found() const {
    if (token == Token::end) return "the end";
    return "\"" + std::string(all_.substr(at, here_ - at)) + "\"";
  }

 private:
  void read_number() {
    token = Token::number;
    const char* begin = all_.data() + here_;
    const char* end = all_.data() + all_.size();
    const auto [stop, error] = std::from_chars(begin, end, number);
    here_ += static_cast<std::size_t>(stop - begin);
    if (error != std::errc()) throw error_at(all_, at, "found a number that is too large or too small");
    if (here_ < all_.size() && starts_name(all_[here_]))
      throw error_at(all_, here_, "found \"" + std::string(1, all_[here_]) + "\" right after a number",
                     "a name that begins with a digit goes in \"double quotes\"");
    std::int64_t whole = 0;
    const auto exact = std::from_chars(begin, stop, whole);
    integer.reset();
    if (exact.ec == std::errc() && exact.ptr == stop) integer = whole;
  }

  void read_quoted(char quote) {
    token = quote == '"' ? Token::name : Token::text;
    for (++here_; here_ < all_.size(); ++here_) {
      if (all_[here_] != quote) {
        text.push_back(all_[here_]);
        continue;
      }
      const bool doubled = here_ + 1 < all_.size() && all_[here_ + 1] == quote;
      ++here_;
      if (!doubled) return;
      text.push_back(quote);
    }
    throw error_at(all_, at, std::string("the quote ") + quote + " is not closed");
  }

  void read_name() {
    const std::size_t begin = here_;
    while (here_ < all_.size() && (starts_name(all_[here_]) || is_digit(all_[here_]))) ++here_;
    text = std::string(all_.substr(begin, here_ - begin));
    const std::string word = upper(text);
    const bool keyword = std::find(kKeywords.begin(), kKeywords.end(), word) != kKeywords.end();
    token = keyword ? Token::keyword : Token::name;
    if (keyword) text = word;
  }

  void read_sign() {
    token = Token::sign;
    const std::string_view two = all_.substr(here_, 2);
    for (const std::string_view sign : {"<>", "!=", "<=", ">=", "=="})
      if (two == sign) {
        text = sign;
        here_ += 2;
        return;
      }
    if (std::string_view("=<>+-*/(),").find(all_[here_]) == std::string_view::npos)
      throw error_at(all_, at, "found \"" + std::string(1, all_[here_]) + "\", which has no meaning here",
                     "texts go in 'single quotes', names with blanks in \"double quotes\"");
    text = std::string(1, all_[here_++]);
  }

  std::string_view all_;
  std::size_t here_ = 0;
};

class Parser {
 public:
  explicit Parser(std::string_view expression) : all_(expression), lexer_(expression) {}

  NodePtr whole() {
    NodePtr node = either();
    if (lexer_.token != Token::end)
      throw wrong("found " + lexer_.found() + " where AND, OR or the end was expected",
                  lexer_.token == Token::name ? "texts go in 'single quotes'" : "");
    return node;
  }

 private:
  /// Counts how deep expressions are nested, so that no input overruns the stack.
  struct Depth {
    explicit Depth(Parser& parser) : p(parser) {
      if (++p.depth_ > kMostNested) throw p.wrong("the expression is nested too deeply");
    }
    ~Depth() { --p.depth_; }
    Depth(const Depth&) = delete;
    Depth& operator=(const Depth&) = delete;
    Parser& p;
  };

  Error wrong(const std::string& message, std::string hint = {}) const {
    return error_at(all_, lexer_.at, message, std::move(hint));
  }
  bool is_keyword(std::string_view word) const {
    return lexer_.token == Token::keyword && lexer_.text == word;
  }
  bool is_sign(std::string_view sign) const { return lexer_.token == Token::sign && lexer_.text == sign; }
  bool take_keyword(std::string_view word) {
    const bool there = is_keyword(word);
    if (there) lexer_.next();
    return there;
  }
  bool take_sign(std::string_view sign) {
    const bool there = is_sign(sign);
    if (there) lexer_.next();
    return there;
  }
  void need_keyword(std::string_view word) {
    if (!take_keyword(word))
      throw wrong("found " + lexer_.found() + " where " + std::string(word) + " was expected");
  }
  void need_sign(std::string_view sign) {
    if (!take_sign(sign))
      throw wrong("found " + lexer_.found() + " where \"" + std::string(sign) + "\" was expected");
  }
  NodePtr make(Kind kind, std::size_t at, NodePtr a = nullptr, NodePtr b = nullptr, NodePtr c = nullptr) {
    if (b && ++joined_ > kMostJoined) throw wrong("the expression is too long");
    auto node = std::make_unique<Node>();
    node->kind = kind;
    node->at = at;
    for (NodePtr* part : {&a, &b, &c})
      if (*part) node->parts.push_back(std::move(*part));
    return node;
  }

  NodePtr either() {
    const Depth depth(*this);
    NodePtr node = both();
    while (is_keyword("OR")) {
      const std::size_t at = lexer_.at;
      lexer_.next();
      node = make(Kind::or_, at, std::move(node), both());
    }
    return node;
  }
  NodePtr both() {
    NodePtr node = opposite();
    while (is_keyword("AND")) {
      const std::size_t at = lexer_.at;
      lexer_.next();
      node = make(Kind::and_, at, std::move(node), opposite());
    }
    return node;
  }
  NodePtr opposite() {
    const std::size_t at = lexer_.at;
    if (!take_keyword("NOT")) return predicate();
    const Depth depth(*this);
    return make(Kind::not_, at, opposite());
  }

  NodePtr predicate() {
    NodePtr left = sum();
    const std::size_t at = lexer_.at;
    if (lexer_.token == Token::sign) {
      constexpr std::array<std::pair<std::string_view, Order>, 8> kSigns{{{"=", Order::equal},
                                                                          {"==", Order::equal},
                                                                          {"<>", Order::unequal},
                                                                          {"!=", Order::unequal},
                                                                          {"<", Order::less},
                                                                          {"<=", Order::at_most},
                                                                          {">", Order::more},
                                                                          {">=", Order::at_least}}};
      for (const auto& [sign, order] : kSigns)
        if (take_sign(sign)) {
          NodePtr node = make(Kind::compare, at, std::move(left), sum());
          node->order = order;
          return node;
        }
      return left;
    }
    if (take_keyword("IS")) {
      const bool negated = take_keyword("NOT");
      need_keyword("NULL");
      NodePtr node = make(Kind::is_null, at, std::move(left));
      node->negated = negated;
      return node;
    }
    return ranged(std::move(left), at);
  }

  NodePtr ranged(NodePtr left, std::size_t at) {
    const bool negated = take_keyword("NOT");
    NodePtr node;
    if (take_keyword("BETWEEN")) {
      NodePtr low = sum();
      need_keyword("AND");
      node = make(Kind::between, at, std::move(left), std::move(low), sum());
    } else if (take_keyword("LIKE")) {
      node = make(Kind::like, at, std::move(left), sum());
      if (is_keyword("ESCAPE")) throw wrong("LIKE has no ESCAPE here");
    } else if (take_keyword("IN")) {
      need_sign("(");
      node = make(Kind::in, at, std::move(left));
      do node->parts.push_back(sum());
      while (take_sign(","));
      need_sign(")");
    } else if (negated) {
      throw wrong("found " + lexer_.found() + " after NOT", "BETWEEN, LIKE or IN may follow there");
    } else {
      return left;
    }
    node->negated = negated;
    return node;
  }

  NodePtr sum() {
    NodePtr node = product();
    while (is_sign("+") || is_sign("-")) {
      const Kind kind = lexer_.text == "+" ? Kind::add : Kind::subtract;
      const std::size_t at = lexer_.at;
      lexer_.next();
      node = make(kind, at, std::move(node), product());
    }
    return node;
  }
  NodePtr product() {
    NodePtr node = signed_value();
    while (is_sign("*") || is_sign("/")) {
      const Kind kind = lexer_.text == "*" ? Kind::multiply : Kind::divide;
      const std::size_t at = lexer_.at;
      lexer_.next();
      node = make(kind, at, std::move(node), signed_value());
    }
    return node;
  }
  NodePtr signed_value() {
    const std::size_t at = lexer_.at;
    if (take_sign("+")) return signed_value_nested();
    if (!take_sign("-")) return value();
    NodePtr inner = signed_value_nested();
    if (inner->kind != Kind::number) return make(Kind::negative, at, std::move(inner));
    inner->at = at;
    inner->number = -inner->number;
    if (inner->integer) inner->integer = -*inner->integer;
    return inner;
  }
  NodePtr signed_value_nested() {
    const Depth depth(*this);
    return signed_value();
  }

  NodePtr value() {
    const std::size_t at = lexer_.at;
    if (take_sign("(")) {
      NodePtr node = either();
      need_sign(")");
      return node;
    }
    if (take_keyword("NULL")) return make(Kind::null, at);
    if (is_keyword("TRUE") || is_keyword("FALSE")) {
      NodePtr node = make(Kind::truth, at);
      node->number = lexer_.text == "TRUE" ? 1 : 0;
      lexer_.next();
      return node;
    }
    NodePtr node = make(Kind::number, at);
    switch (lexer_.token) {
      case Token::number:
        node->number = lexer_.number;
        node->integer = lexer_.integer;
        break;
      case Token::text:
        node->kind = Kind::text;
        node->text = lexer_.text;
        break;
      case Token::name:
        node->kind = Kind::column;
        node->text = lexer_.text;
        break;
      default:
        throw wrong("found " + lexer_.found() + " where a column, a number or a 'text' was expected");
    }
    lexer_.next();
    return node;
  }

  std::string_view all_;
  Lexer lexer_;
  int depth_ = 0, joined_ = 0;
};

}  // namespace

NodePtr parse(std::string_view expression) {
  return Parser(expression).whole();
}

Error error_at(std::string_view expression, std::size_t at, const std::string& message, std::string hint) {
  std::size_t characters = 1;
  for (std::size_t i = 0; i < std::min(at, expression.size()); ++i)
    if ((static_cast<unsigned char>(expression[i]) & 0xC0) != 0x80) ++characters;
  return usage_error(message + " (at character " + std::to_string(characters) + ")", std::move(hint));
}

}  // namespace agglo::where
