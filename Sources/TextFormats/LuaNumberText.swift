import CLuaJSON

/// Writes a float for C, with the fewest digits that read back as the same one; C has no function that does.
let writeNumber: clua_number_writer = { number, room in
    let digits = number.description.utf8
    guard let room, digits.count <= CLUA_NUMBER_ROOM else { return 0 }
    for (place, digit) in digits.enumerated() { room[place] = CChar(bitPattern: digit) }
    return digits.count
}
