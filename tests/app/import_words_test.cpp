// The words of --map.
#include <gtest/gtest.h>

#include "agglo/error.hpp"
#include "agglo/project.hpp"

namespace agglo {
namespace {

using Fields = std::map<std::string, std::string>;

TEST(FieldMap, pairs_fields_with_columns) {
  EXPECT_EQ(parse_field_map(""), Fields{});
  EXPECT_EQ(parse_field_map("sector=NAICS,jobs=EMP,born="),
            (Fields{{"sector", "NAICS"}, {"jobs", "EMP"}, {"born", ""}}));
  EXPECT_EQ(parse_field_map("lon=\"X, deg\",lat=\"the \"\"Y\"\"\""),
            (Fields{{"lon", "X, deg"}, {"lat", "the \"Y\""}}));
  for (const char* wrong : {"sector", "=NAICS", "sector=A,", "lon=\"X", "lon=\"X\"Y"})
    EXPECT_THROW(parse_field_map(wrong), Error) << wrong;
}

TEST(FieldMap, comes_back_whatever_a_column_is_called) {
  const Fields fields{
      {"lat", "a=b"}, {"lon", "X, deg"}, {"name", "\"quoted\""}, {"sector", "año"}, {"jobs", ""}};
  EXPECT_EQ(parse_field_map(field_map_text(fields)), fields);
  EXPECT_EQ(field_map_text({{"jobs", "EMP"}, {"sector", "NAICS"}}), "jobs=EMP,sector=NAICS");
}

}  // namespace
}  // namespace agglo
