import Glibc
import NIOCore
import Synchronization

/// The socket that the server listens on.
///
/// Closing it resets the connections that the kernel has made and nobody has accepted yet, whose clients may already have
/// sent a request. So new ones are turned away first, those made are accepted, and only then it is closed.
final class ListeningSocket: Sendable {
    private let bound = Mutex<(any Channel)?>(nil)

    /// Whether it has ever been listened on.
    var isBound: Bool { bound.withLock { $0 != nil } }

    func opened(_ channel: any Channel) {
        bound.withLock { $0 = channel }
    }

    /// Has the kernel drop what would open a connection. Clients try again after a second, by when the socket is closed and
    /// they are told so. Where the system has no such filter, the connections of the last moment are lost.
    func refuseConnections() async {
        #if os(Linux)
            guard let socket = bound.withLock({ $0 }) as? any SocketOptionProvider else { return }
            // In the classic BPF of linux/filter.h: the flags of the TCP header are in its byte 13; SYN is 2.
            let instructions = [
                Instruction(code: 0x30, ifTrue: 0, ifFalse: 0, operand: 13),  // load that byte
                Instruction(code: 0x45, ifTrue: 0, ifFalse: 1, operand: 2),  // is SYN in it?
                Instruction(code: 0x06, ifTrue: 0, ifFalse: 0, operand: 0),  // then keep nothing of the packet
                Instruction(code: 0x06, ifTrue: 0, ifFalse: 0, operand: .max),  // else all of it
            ]
            let memory = UnsafeMutableBufferPointer<Instruction>.allocate(capacity: instructions.count)
            defer { memory.deallocate() }
            _ = memory.initialize(from: instructions)
            let program = Program(count: UInt16(instructions.count), address: UInt(bitPattern: memory.baseAddress))
            let attachFilter = NIOBSDSocket.Option(rawValue: 26)  // SO_ATTACH_FILTER
            try? await socket.unsafeSetSocketOption(level: .socket, name: attachFilter, value: program).get()
        #endif
    }

    /// `struct sock_filter`
    private struct Instruction {
        let code: UInt16
        let ifTrue: UInt8
        let ifFalse: UInt8
        let operand: UInt32
    }

    /// `struct sock_fprog`
    private struct Program {
        let count: UInt16
        let address: UInt
    }
}

/// The server cannot listen: the address is in use, not of this machine, or the port is reserved.
public struct ListeningError: Error, CustomStringConvertible {
    /// The address and the system's reason.
    public let description: String

    init(_ configuration: ServerConfiguration, _ error: IOError) {
        description = "Cannot listen on \(configuration.host):\(configuration.port): \(String(cString: strerror(error.errnoCode)))"
    }
}
