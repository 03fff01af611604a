/// The parameters of one statement as libpq wants them: an array of C strings, here all in one piece of memory that a
/// connection uses again for every statement.
struct ParameterBuffer: ~Copyable {
    private var bytes = UnsafeMutableBufferPointer<CChar>.allocate(capacity: 1_024)
    private var values = UnsafeMutableBufferPointer<UnsafePointer<CChar>?>.allocate(capacity: 32)
    private var types = UnsafeMutableBufferPointer<UInt32>.allocate(capacity: 32)

    deinit {
        bytes.deallocate()
        values.deallocate()
        types.deallocate()
    }

    /// Lends the parameters, valid within the call. They hold no NUL: that was checked before a connection was taken.
    mutating func withParameters<R>(
        _ binds: [Bind],
        _ body: (_ count: Int32, _ types: UnsafePointer<UInt32>?, _ values: UnsafePointer<UnsafePointer<CChar>?>?) -> R
    ) -> R {
        if binds.isEmpty { return body(0, nil, nil) }
        let size = binds.reduce(0) { $0 + ($1.text?.utf8.count ?? -1) + 1 }
        if size > bytes.count || bytes.count > 1 << 20 { Self.resize(&bytes, size) }
        if binds.count > values.count {
            Self.resize(&values, binds.count)
            Self.resize(&types, binds.count)
        }
        var end = 0
        for (number, bind) in binds.enumerated() {
            types[number] = bind.type
            guard var text = bind.text else {
                values[number] = nil
                continue
            }
            let start = bytes.baseAddress.map { $0 + end }
            text.withUTF8 { utf8 in
                utf8.withMemoryRebound(to: CChar.self) { _ = bytes[end...].update(fromContentsOf: $0) }
                end += utf8.count
            }
            bytes[end] = 0
            end += 1
            values[number] = start.map { UnsafePointer($0) }
        }
        return body(Int32(binds.count), types.baseAddress, values.baseAddress.map { UnsafePointer($0) })
    }

    private static func resize<Element>(_ buffer: inout UnsafeMutableBufferPointer<Element>, _ capacity: Int) {
        buffer.deallocate()
        buffer = .allocate(capacity: max(1_024, capacity))
    }
}
