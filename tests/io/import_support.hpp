// Small source files for the import tests.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>

#include "agglo/import.hpp"

namespace agglo::test {

/// A folder of its own for one test, removed at the end.
class ImportFolder : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto* info = ::testing::UnitTest::GetInstance()->current_test_info();
    folder_ = std::filesystem::path(AGGLO_BINARY_DIR) / "import_tests" /
              (std::string(info->test_suite_name()) + "_" + info->name());
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::filesystem::path write(const std::string& name, const std::string& content) const {
    std::ofstream(folder_ / name, std::ios::binary) << content;
    return folder_ / name;
  }
  Imported import(const std::string& name, const std::string& content,
                  const ImportOptions& options = {}) const {
    RunControl run(1);
    return import_file(write(name, content), options, run);
  }
  /// The error that the import throws; fails the test when it throws none.
  Error error_of(const std::filesystem::path& file, const ImportOptions& options = {}) const {
    RunControl run(1);
    try {
      import_file(file, options, run);
    } catch (const Error& error) {
      EXPECT_EQ(error.message.find('\n'), std::string::npos);
      return error;
    }
    ADD_FAILURE() << "no error";
    return failure("no error");
  }
  std::filesystem::path folder_;
};

inline std::uint64_t flagged(const ImportReport& report, const std::string& code) {
  for (const ImportFlag& flag : report.flags)
    if (flag.code == code) return flag.rows;
  return 0;
}

inline const ImportFlag* flag_of(const ImportReport& report, const std::string& code) {
  const auto found =
      std::find_if(report.flags.begin(), report.flags.end(), [&](const auto& f) { return f.code == code; });
  return found == report.flags.end() ? nullptr : &*found;
}

}  // namespace agglo::test
