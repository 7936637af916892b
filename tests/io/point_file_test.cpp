#include "agglo/point_file.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <fstream>
#include <mutex>
#include <random>
#include <sstream>

#include "agglo/import.hpp"
#include "agglo/projection.hpp"
#include "agglo/store.hpp"
#include "cluster/thread_ranks.hpp"

namespace {

namespace fs = std::filesystem;
using agglo::Error;
using agglo::ErrorKind;
using agglo::PointFileOptions;
using agglo::Ranks;
using agglo::RunControl;

class PointFile : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / ("agglo-points-" + std::to_string(std::random_device{}()) +
                                           std::to_string(std::random_device{}()));
    fs::create_directory(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }
  fs::path written(const std::string& name, const std::string& bytes) const {
    std::ofstream(folder_ / name, std::ios::binary) << bytes;
    return folder_ / name;
  }
  fs::path folder_;
};

struct Read {
  std::vector<double> x, y, z, weight;
  agglo::Frame frame;
  std::vector<std::string> notes;
};

/// All rows, read by `size` ranks and put together.
Read read_over(unsigned size, const fs::path& file, const PointFileOptions& options = {}) {
  std::vector<Read> parts(size);
  ThreadRanks::run(size, [&](const Ranks& ranks) {
    RunControl run(2);
    const agglo::PointColumns columns = agglo::read_points(file, options, ranks, run);
    const agglo::PointView view = columns.view();
    Read& part = parts[ranks.rank];
    part.x.assign(view.x_m.begin(), view.x_m.end());
    part.y.assign(view.y_m.begin(), view.y_m.end());
    part.z.assign(view.z_m.begin(), view.z_m.end());
    part.weight.assign(view.weight.begin(), view.weight.end());
    part.frame = columns.frame();
    part.notes = columns.notes();
  });
  Read all = parts[0];
  for (unsigned rank = 1; rank < size; ++rank) {
    EXPECT_EQ(parts[rank].frame, all.frame);
    EXPECT_EQ(parts[rank].notes, all.notes);
    all.x.insert(all.x.end(), parts[rank].x.begin(), parts[rank].x.end());
    all.y.insert(all.y.end(), parts[rank].y.begin(), parts[rank].y.end());
    all.z.insert(all.z.end(), parts[rank].z.begin(), parts[rank].z.end());
    all.weight.insert(all.weight.end(), parts[rank].weight.begin(), parts[rank].weight.end());
  }
  return all;
}

bool same_bits(const std::vector<double>& a, const std::vector<double>& b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](double p, double q) {
           return p == q || (std::isnan(p) && std::isnan(q));
         });
}

/// The metres that an import of the file gives.
Read imported(const fs::path& file, const PointFileOptions& options = {}) {
  RunControl run(1);
  agglo::ImportOptions import;
  import.fields = options.fields;
  import.crs = options.crs;
  import.canonical_columns = false;
  const agglo::Imported found = agglo::import_file(file, import, run);
  std::vector<double> x, y;
  for (std::size_t row = 0; row < found.table.row_count; ++row) {
    const bool known = found.table.shapes.kind[row] != agglo::ShapeKind::none;
    x.push_back(known ? found.table.shapes.first_x(row) : std::nan(""));
    y.push_back(known ? found.table.shapes.first_y(row) : std::nan(""));
  }
  Read read;
  if (!found.is_planar) read.frame = agglo::choose_frame(found.table.shapes.x, found.table.shapes.y);
  agglo::place_in_frame(read.frame, x, y, read.x, read.y, read.z);
  return read;
}

void expect_as_imported(const fs::path& file, const PointFileOptions& options = {}) {
  const Read wanted = imported(file, options);
  for (const unsigned size : {1U, 2U, 3U, 4U}) {
    const Read found = read_over(size, file, options);
    EXPECT_EQ(found.frame, wanted.frame) << size << " ranks";
    EXPECT_TRUE(same_bits(found.x, wanted.x)) << size << " ranks";
    EXPECT_TRUE(same_bits(found.y, wanted.y)) << size << " ranks";
    EXPECT_TRUE(same_bits(found.z, wanted.z)) << size << " ranks";
  }
}

std::string error_of(const fs::path& file, const PointFileOptions& options, ErrorKind kind) {
  try {
    read_over(2, file, options);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind, kind) << error.message;
    return error.message + " | " + error.hint;
  }
  return "no error";
}

std::string random_rows(std::size_t n, bool with_quotes) {
  std::mt19937_64 random(7);
  std::ostringstream text;
  text << "id,note,lon,lat\n";
  for (std::size_t i = 0; i < n; ++i) {
    text << i << ',';
    if (with_quotes && random() % 40 == 0) text << "\"one, two\nthree\n4,5,6,7\n\"\"\"";
    text << ',' << 9 + static_cast<double>(random() % 100000) / 1e5 << ',';
    text << 44 + static_cast<double>(random() % 100000) / 1e5 << (random() % 3 == 0 ? "\r\n" : "\n");
  }
  return text.str();
}

TEST_F(PointFile, text_is_read_as_import_reads_it) {
  expect_as_imported(written("plain.csv",
                             "id,lon,lat\n1,9.5,44.5\n2,9.6,44.25\n3,,\n4,9.7,44.1\n\n5,0,0\n6,x,44\n"
                             "7,200,44\n8,9.55,44.05\n9,9.1\n10,NA,44\n"));
  expect_as_imported(written("bom.csv", "\xEF\xBB\xBFlat,lon\n44.5,9.5\n44.25,9.6\n44,9.3\n44.1,9.2"));
  expect_as_imported(
      written("comma.csv", "sep=;\nname;lon;lat\n\"a;b\";9,512;44,5\nc;9,6;44,25\nd;9,75;44,125\n"));
  expect_as_imported(
      written("dms.csv", "lon,lat\n\"9°30'0\"\"E\",\"44°15'N\"\n9.25,44.5\n9.75,44.25\n9.1,44.9\n"));
  expect_as_imported(written("old_mac.csv", "lon,lat\r9.5,44.5\r9.25,44.75\r9.125,44.5\r"));
  expect_as_imported(written("wide.csv", "lon,lat\n-120,40\n10,50\n140,-35\n151,-33\n-58,-34\n"));
}

TEST_F(PointFile, quoted_line_ends_do_not_break_rows_whatever_the_ranks) {
  expect_as_imported(written("quoted.csv", random_rows(400, true)));
}

TEST_F(PointFile, quoted_line_ends_do_not_break_blocks) {
  const std::string text = random_rows(360000, true);
  ASSERT_GT(text.size(), 2U * (4U << 20));
  expect_as_imported(written("long.csv", text));
}

TEST_F(PointFile, other_reference_systems_go_through_wgs84) {
  expect_as_imported(written("utm.csv", "x,y\n500000,4900000\n501000,4901000\n502500,4902500\n0,0\n"),
                     {.fields = {}, .weight = "", .crs = "EPSG:32632", .layer = "", .spool_folder = {}});
  expect_as_imported(written("plane.csv", "x,y\n5,4\n50,40\n0,0\n"),
                     {.fields = {}, .weight = "", .crs = "planar", .layer = "", .spool_folder = {}});
}

TEST_F(PointFile, metres_beyond_any_plane_have_no_place) {
  const PointFileOptions plane{.fields = {}, .weight = "", .crs = "planar", .layer = "", .spool_folder = {}};
  const fs::path far = written("far.csv", "x,y\n5,4\n50,40\n5,-1e308\n1.1e9,5\n7,7\n");
  expect_as_imported(far, plane);
  const Read found = read_over(2, far, plane);
  ASSERT_EQ(found.notes.size(), 1U);
  EXPECT_NE(found.notes[0].find("2 rows have coordinates outside the range"), std::string::npos);
  EXPECT_NE(found.notes[0].find("the first: row 3"), std::string::npos) << found.notes[0];
  EXPECT_NE(
      error_of(written("all.csv", "x,y\n1e308,4\n"), plane, ErrorKind::failure).find("no row has a place"),
      std::string::npos);
}

TEST_F(PointFile, geopackage_and_flatgeobuf_are_read_as_import_reads_them) {
  RunControl run(1);
  const fs::path csv = written("points.csv", random_rows(5000, false));
  agglo::Layer layer;
  layer.name = "points";
  agglo::ImportOptions import;
  import.canonical_columns = false;
  layer.table = std::make_shared<agglo::Table>(agglo::import_file(csv, import, run).table);
  for (const char* name : {"points.gpkg", "points.fgb"}) {
    agglo::write_layers(folder_ / name, {layer}, false, run);
    expect_as_imported(folder_ / name);
    const Read weighted = read_over(
        3, folder_ / name, {.fields = {}, .weight = "id", .crs = "", .layer = "", .spool_folder = {}});
    ASSERT_EQ(weighted.weight.size(), 5000U);
    double sum = 0;  // a FlatGeobuf has an order of its own
    for (const double weight : weighted.weight) sum += weight;
    EXPECT_EQ(sum, 4999.0 * 5000 / 2);
    EXPECT_EQ(agglo::point_file_size(folder_ / name, {}).rows, 5000U);
  }
}

TEST_F(PointFile, columns_on_disk_hold_the_same_numbers) {
  const fs::path csv = written("points.csv", random_rows(5000, false));
  const Read memory = read_over(2, csv),
             disk = read_over(2, csv,
                              {.fields = {}, .weight = "", .crs = "", .layer = "", .spool_folder = folder_});
  EXPECT_TRUE(same_bits(memory.x, disk.x));
  EXPECT_TRUE(same_bits(memory.y, disk.y));
}

TEST_F(PointFile, weights_are_read_missing_ones_count_0_negative_ones_are_refused) {
  const PointFileOptions options{.fields = {}, .weight = "jobs", .crs = "", .layer = "", .spool_folder = {}};
  const fs::path good =
      written("good.csv", "lon,lat,jobs\n9.5,44.5,3\n9.6,44.5,\n9.7,44.5,2.5\n9.8,44.5,many\n");
  for (const unsigned size : {1U, 3U}) {
    const Read found = read_over(size, good, options);
    EXPECT_EQ(found.weight, (std::vector<double>{3, 0, 2.5, 0}));
    ASSERT_EQ(found.notes.size(), 1U);
    EXPECT_EQ(found.notes[0], "2 rows have no known weight; they count 0 (the first: row 2).");
  }
  const fs::path bad = written("bad.csv", "lon,lat,jobs\n9.5,44.5,3\n9.6,44.5,1\n9.7,44.5,-2\n9.8,44.5,1\n");
  EXPECT_NE(error_of(bad, options, ErrorKind::failure).find("row 3 has a negative weight"),
            std::string::npos);
  EXPECT_NE(error_of(bad, {.fields = {}, .weight = "job", .crs = "", .layer = "", .spool_folder = {}},
                     ErrorKind::usage)
                .find("nearest: jobs"),
            std::string::npos);
}

TEST_F(PointFile, raw_pairs_are_metres_on_a_plane) {
  std::string bytes;
  for (int i = 0; i < 20; ++i) {
    const auto number = std::bit_cast<std::array<char, 8>>(1.5 * i);
    bytes.append(number.data(), number.size());
  }
  for (const unsigned size : {1U, 2U, 4U}) {
    const Read found = read_over(size, written("pairs.f64", bytes));
    ASSERT_EQ(found.x.size(), 10U);
    EXPECT_EQ(found.x[3], 9);
    EXPECT_EQ(found.y[9], 28.5);
  }
  EXPECT_NE(error_of(written("odd.f64", bytes.substr(1)), {}, ErrorKind::failure).find("'159' bytes"),
            std::string::npos);
}

TEST_F(PointFile, what_cannot_be_meant_is_refused) {
  const fs::path metres = written("metres.csv", "x,y\n500000,4900000\n501000,4901000\n");
  EXPECT_NE(error_of(metres, {}, ErrorKind::usage).find("--crs"), std::string::npos);
  const fs::path swapped = written("swapped.csv", "lon,lat\n44.5,120\n44.6,121\n");
  EXPECT_NE(error_of(swapped, {}, ErrorKind::usage).find("swapped"), std::string::npos);
  const fs::path nothing = written("nothing.csv", "lon,lat\n,\nx,y\n");
  EXPECT_NE(error_of(nothing, {}, ErrorKind::failure).find("no row has a place"), std::string::npos);
  EXPECT_NE(error_of(folder_ / "absent.csv", {}, ErrorKind::failure).find("absent.csv"), std::string::npos);
  EXPECT_NE(error_of(written("a.csv.gz", "x"), {}, ErrorKind::usage).find("packed"), std::string::npos);
}

constexpr std::array<const char*, 4> kRoles{"core", "border", "noise", "unlocated"};

std::string bytes_of(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  std::ostringstream bytes;
  bytes << stream.rdbuf();
  return bytes.str();
}

agglo::Clusters labels_from(std::size_t begin, std::size_t end) {
  agglo::Clusters part;
  for (std::size_t row = begin; row < end; ++row) {
    part.label.push_back(
        static_cast<std::int32_t>(row % 13 == 0 ? -1 : static_cast<int>(row * row % 100003)));
    part.role.push_back(static_cast<agglo::PointRole>(row % 4));
  }
  return part;
}

TEST_F(PointFile, labels_of_all_ranks_are_one_file_in_row_order) {
  const std::size_t n = 150000;
  std::string wanted = "row,cluster,role\n";
  const agglo::Clusters all = labels_from(0, n);
  for (std::size_t row = 0; row < n; ++row)
    wanted += std::to_string(row + 1) + "," + std::to_string(all.label[row]) + "," +
              kRoles[static_cast<std::size_t>(all.role[row])] + "\n";
  for (const unsigned size : {1U, 2U, 4U}) {
    const fs::path file = folder_ / ("labels" + std::to_string(size) + ".csv");
    ThreadRanks::run(size, [&](const Ranks& ranks) {
      const std::size_t begin = n * ranks.rank / size, end = n * (ranks.rank + 1) / size;
      RunControl run(1);
      agglo::write_labels(file, labels_from(begin, end), begin, ranks, run);
    });
    EXPECT_TRUE(bytes_of(file) == wanted) << size << " ranks";
  }
}

TEST_F(PointFile, cancelled_writing_leaves_the_earlier_file) {
  const fs::path file = written("labels.csv", "precious\n");
  RunControl run(1);
  run.request_stop();
  EXPECT_THROW(agglo::write_labels(file, labels_from(0, 1000), 0, {}, run), Error);
  EXPECT_EQ(bytes_of(file), "precious\n");
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_), fs::directory_iterator()), 1);
}

}  // namespace
