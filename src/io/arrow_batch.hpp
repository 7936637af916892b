// What GDAL's Arrow streams hand out: owners, and the values of one column of a batch.
#pragma once

#include <gdal_priv.h>
#include <ogr_recordbatch.h>

#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace agglo {

static_assert(std::endian::native == std::endian::little);  // WKB is read as the machine has it

struct ArrowStream {
  ArrowArrayStream stream{};
  ArrowStream() = default;
  ArrowStream(const ArrowStream&) = delete;
  ArrowStream& operator=(const ArrowStream&) = delete;
  ~ArrowStream() {
    if (stream.release != nullptr) stream.release(&stream);
  }
};
struct ArrowLayout {
  ArrowSchema schema{};
  ArrowLayout() = default;
  ArrowLayout(const ArrowLayout&) = delete;
  ArrowLayout& operator=(const ArrowLayout&) = delete;
  ~ArrowLayout() {
    if (schema.release != nullptr) schema.release(&schema);
  }
};
struct ArrowBatch {
  ArrowArray array{};
  ArrowBatch() = default;
  ArrowBatch(const ArrowBatch&) = delete;
  ArrowBatch& operator=(const ArrowBatch&) = delete;
  ~ArrowBatch() {
    if (array.release != nullptr) array.release(&array);
  }
};

/// `at` counts from the start of the column's buffers: add the column's offset first.
inline bool arrow_valid(const ArrowArray& column, std::int64_t at) {
  if (column.null_count == 0 || column.buffers[0] == nullptr) return true;
  const auto* bits = static_cast<const std::uint8_t*>(column.buffers[0]);
  return (bits[at / 8] >> (at % 8) & 1) != 0;
}

/// The bytes of row `row` of a text or binary column whose offsets are 64-bit when `large`; empty when
/// missing.
inline std::string_view arrow_bytes(const ArrowArray& column, bool large, std::int64_t row) {
  const std::int64_t at = row + column.offset;
  if (!arrow_valid(column, at)) return {};
  const auto* bytes = static_cast<const char*>(column.buffers[2]);
  if (large) {
    const auto* offsets = static_cast<const std::int64_t*>(column.buffers[1]);
    return {bytes + offsets[at], static_cast<std::size_t>(offsets[at + 1] - offsets[at])};
  }
  const auto* offsets = static_cast<const std::int32_t*>(column.buffers[1]);
  return {bytes + offsets[at], static_cast<std::size_t>(offsets[at + 1] - offsets[at])};
}

/// Reads a point with whatever z and m from WKB of the machine's byte order; false for other geometries.
inline bool read_wkb_point(std::string_view wkb, double& x, double& y) {
  if (wkb.size() < 21 || wkb[0] != 1) return false;
  std::uint32_t type = 0;
  std::memcpy(&type, wkb.data() + 1, sizeof type);
  if ((type & 0xFFFFu) % 1000 != 1) return false;
  std::memcpy(&x, wkb.data() + 5, sizeof x);
  std::memcpy(&y, wkb.data() + 13, sizeof y);
  return true;
}

}  // namespace agglo
