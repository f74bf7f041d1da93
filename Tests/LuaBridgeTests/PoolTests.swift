import CLua
import TestSupport
import Testing

/// The pool of small blocks, without Lua.
struct PoolTests {
    private struct Block {
        var pointer: UnsafeMutableRawPointer
        var size: Int
        var mark: UInt8
    }

    /// No two blocks overlap, none changes while it is held, and all move whole.
    @Test(arguments: 1...8 as ClosedRange<UInt64>) func blocksKeepTheirBytes(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var pool = clua_pool()
        defer { clua_pool_close(&pool) }
        var blocks = [Block?](repeating: nil, count: 500)
        for step in 0..<20_000 {
            let place = Int.random(in: 0..<blocks.count, using: &random)
            let held = blocks[place]
            if let held { try #require(isWhole(held)) }
            let isFreed = Int.random(in: 0..<5, using: &random) == 0
            let size = isFreed ? 0 : Int.random(in: 1...(Bool.random(using: &random) ? 200 : 3000), using: &random)
            let moved = clua_pool_move(&pool, held?.pointer, held?.size ?? 0, size)
            guard let moved else {
                #expect(size == 0)
                blocks[place] = nil
                continue
            }
            #expect(Int(bitPattern: moved) % 16 == 0)
            if let held { try #require(isWhole(Block(pointer: moved, size: min(held.size, size), mark: held.mark))) }
            let block = Block(pointer: moved, size: size, mark: UInt8(truncatingIfNeeded: step))
            moved.initializeMemory(as: UInt8.self, repeating: block.mark, count: size)
            blocks[place] = block
        }
        for case let block? in blocks {
            try #require(isWhole(block))
            _ = clua_pool_move(&pool, block.pointer, block.size, 0)
        }
    }

    /// Memory that blocks of one size gave back serves blocks of another.
    @Test func chunksChangeTheirSize() {
        var pool = clua_pool()
        defer { clua_pool_close(&pool) }
        func fill(_ size: Int) -> Int {
            var blocks: [UnsafeMutableRawPointer] = []
            while blocks.count * size < 8 << 20, let block = clua_pool_move(&pool, nil, 0, size) {
                blocks.append(block)
            }
            for block in blocks { _ = clua_pool_move(&pool, block, size, 0) }
            return pool.region_count
        }
        let first = fill(48)
        #expect(fill(1024) <= first + 1)
        #expect(fill(16) <= first + 1)
    }

    private func isWhole(_ block: Block) -> Bool {
        UnsafeRawBufferPointer(start: block.pointer, count: block.size).allSatisfy { $0 == block.mark }
    }
}
