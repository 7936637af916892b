#include "agglo/options.hpp"

#include <gtest/gtest.h>

#include "agglo/error.hpp"
#include "agglo/operations.hpp"
#include "app/option_visitors.hpp"

namespace agglo {
namespace {

enum class Colour3 { red, green, blue };
struct SampleOptions {
  double radius_m = 500;
  int count = 3;
  bool merge = false;
  std::string title;
  Colour3 colour = Colour3::green;
  double share = 0.5;
  std::vector<double> rings{1, 2};
};
template <class Visitor>
void visit(Visitor& v, SampleOptions& o) {
  v("radius_m", o.radius_m, {.unit = "m", .min = 0, .min_excluded = true, .help = "Radius"});
  v("count", o.count, {.min = 0, .help = "Count"});
  v("merge", o.merge, {.help = "Merge"});
  v("title", o.title, {.help = "Title"});
  v("colour", o.colour, {.choices = {"red", "green", "blue"}, .help = "Colour"});
  v("share", o.share, {.min = 0, .max = 1, .min_excluded = true, .help = "Share"});
  v("rings", o.rings, {.unit = "km", .min = 0, .help = "Rings"});
}

const OptionField& field(const std::vector<OptionField>& fields, std::string_view key) {
  for (const OptionField& f : fields)
    if (f.key == key) return f;
  throw std::logic_error("no such field");
}

std::string message_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind, ErrorKind::usage);
    return error.message + " | " + error.hint;
  }
  return "no error";
}

TEST(Options, description_takes_types_and_defaults_from_the_struct) {
  const auto fields = describe_options<SampleOptions>();
  ASSERT_EQ(fields.size(), 7U);
  EXPECT_EQ(fields[0].flag(), "--radius-m");
  EXPECT_EQ(fields[0].type, OptionType::number);
  EXPECT_EQ(fields[1].type, OptionType::integer);
  EXPECT_EQ(fields[4].type, OptionType::choice);
  EXPECT_EQ(option_text(fields[4].default_value), "green");
  EXPECT_EQ(option_text(fields[6].default_value), "1,2");
}

TEST(Options, values_reach_their_members) {
  const auto options = options_from<SampleOptions>({{"radius_m", 250.5},
                                                    {"count", 7.0},
                                                    {"merge", true},
                                                    {"colour", std::string("blue")},
                                                    {"rings", std::vector<double>{5}}});
  EXPECT_EQ(options.radius_m, 250.5);
  EXPECT_EQ(options.count, 7);
  EXPECT_TRUE(options.merge);
  EXPECT_EQ(options.colour, Colour3::blue);
  EXPECT_EQ(options.rings, std::vector<double>{5});
}

TEST(Options, bad_values_name_the_flag_the_value_and_the_remedy) {
  const auto fields = describe_options<SampleOptions>();
  EXPECT_EQ(message_of([&] { parse_option(field(fields, "radius_m"), "-5"); }),
            "--radius-m is \"-5\" | give a number above 0 m");
  EXPECT_EQ(message_of([&] { parse_option(field(fields, "radius_m"), "5,5"); }),
            "--radius-m is \"5,5\" | give a number above 0 m");
  EXPECT_EQ(message_of([&] { parse_option(field(fields, "radius_m"), "nan"); }),
            "--radius-m is \"nan\" | give a number above 0 m");
  EXPECT_EQ(message_of([&] { parse_option(field(fields, "share"), "0"); }),
            "--share is \"0\" | give a number above 0 and at most 1");
  EXPECT_EQ(message_of([&] { parse_option(field(fields, "count"), "2.5"); }),
            "--count is \"2.5\" | give a whole number");
  EXPECT_EQ(message_of([&] { parse_option(field(fields, "colour"), "pink"); }),
            "--colour is \"pink\" | give one of: red, green, blue");
  EXPECT_NE(message_of([&] { options_from<SampleOptions>({{"radius_m", std::string("x")}}); }), "no error");
}

TEST(Options, the_nearest_word_is_one_that_may_have_been_meant) {
  const std::vector<std::string> known{"--sites", "--minutes", "--km"};
  EXPECT_EQ(nearest_word("--minuts", known), "--minutes");
  EXPECT_EQ(nearest_word("--kms", known), "--km");
  EXPECT_EQ(nearest_word("--limts", known), "");
  EXPECT_EQ(nearest_word("", {}), "");
}

TEST(Options, text_goes_there_and_back_for_every_option_of_every_operation) {
  for (const Operation& op : operations())
    for (const OptionField& f : op.options) {
      const std::string text = option_text(f.default_value);
      if (text.empty()) continue;
      EXPECT_EQ(option_text(parse_option(f, text)), text) << op.name << " " << f.key;
    }
}

}  // namespace
}  // namespace agglo
