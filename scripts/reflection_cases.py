#!/usr/bin/env python3
"""Writes include/vinyl/model/reflection_cases.hpp: what C++20 can only say once for each number of members."""
import pathlib
import textwrap

LIMIT = 64
HEAD = '''// What C++20 can only say once for each number of members: how many initializers a struct takes, and the structured
// binding that names them. Written by scripts/reflection_cases.py; change that, not this.
#pragma once

#include <cstddef>

namespace vinyl::detail {

/// How many `{}` the braces of the aggregate T take: its bases and members. An empty pair of braces starts any member that
/// can be value-initialised and converts to nothing else, so optional, vector and json members count as one each.
template <class T>
consteval std::size_t count_initializers() {
'''


def wrapped(indent, start, items, end):
    text = start + ", ".join(items) + end
    return textwrap.fill(text, 110, initial_indent=" " * indent, subsequent_indent=" " * (indent + 4),
                         break_long_words=False, break_on_hyphens=False)


lines = [HEAD.rstrip("\n")]
for n in range(LIMIT + 2):
    word = "    if" if n == 0 else "    else if"
    braces = ["{}"] * (n + 1)
    lines.append(wrapped(0, f"{word} constexpr (!requires {{ T{{", braces, "}; })"))
    lines.append(f"        return {n};")
lines.append(f"    else\n        return {LIMIT + 2};")
lines.append("}\n")
lines.append("""/// Calls `use` with references to all N members of `object`, in their order.
template <std::size_t N, class T, class F>
constexpr decltype(auto) with_members(T& object, F&& use) {
    if constexpr (N == 0) {
        return use();""")
for n in range(1, LIMIT + 1):
    names = [f"m{i}" for i in range(1, n + 1)]
    lines.append(f"    }} else if constexpr (N == {n}) {{")
    lines.append(wrapped(8, "auto& [", names, "] = object;"))
    lines.append(wrapped(8, "return use(", names, ");"))
lines.append("    }\n}\n\n}  // namespace vinyl::detail")
target = pathlib.Path(__file__).parent.parent / "include/vinyl/model/reflection_cases.hpp"
target.write_text("\n".join(line.replace("\n    else if", "\n    else if") for line in lines) + "\n")
