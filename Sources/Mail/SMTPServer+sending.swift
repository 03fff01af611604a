import CCurl

/// libcurl is made ready once in a process, before any thread uses it.
private let isReady = curl_begin() == CURLE_OK

extension SMTPServer {
    /// Hands a message over. Blocks its thread until the server has it or refuses it, or the time is up.
    func send(_ message: Message) throws(MailError) {
        guard isReady, let handle = curl_easy_init() else { throw .failed("libcurl cannot be used.") }
        defer { curl_easy_cleanup(handle) }
        let recipients = curl_slist_append(nil, "<\(message.to.address)>")
        defer { curl_slist_free_all(recipients) }
        let reason = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))
        reason.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        defer { reason.deallocate() }
        let upload = Upload(message.bytes)
        let code = withExtendedLifetime(upload) {
            var codes = [
                curl_set_error_buffer(handle, reason),
                curl_set_text(handle, CURLOPT_MAIL_FROM, "<\(message.from.address)>"),
                curl_set_list(handle, CURLOPT_MAIL_RCPT, recipients),
                curl_set_number(handle, CURLOPT_UPLOAD, 1),
                curl_set_reader(handle, Upload.read, Unmanaged.passUnretained(upload).toOpaque()),
            ]
            codes += connection(handle)
            return codes.first { $0 != CURLE_OK } ?? curl_easy_perform(handle)
        }
        if code == CURLE_OK { return }
        let answer = curl_answer(handle)
        var text = String(cString: reason)
        if text.isEmpty { text = String(cString: curl_easy_strerror(code)) }
        text = "\(host):\(port): \(text)\(answer >= 400 && !text.contains(String(answer)) ? " (\(answer))" : "")"
        // A sender, a recipient or a text that the server will not have; what it says before that is about itself, and may change.
        let isAboutMessage = code == CURLE_SEND_ERROR || upload.isDone
        throw answer >= 500 && isAboutMessage ? .refused(text) : .failed(text)
    }

    private func connection(_ handle: UnsafeMutableRawPointer) -> [CURLcode] {
        var codes = [
            curl_set_text(handle, CURLOPT_URL, url),
            // No proxy of the environment: it would be one for the web.
            curl_set_text(handle, CURLOPT_NOPROXY, "*"),
            // Without signals, which are the whole process's.
            curl_set_number(handle, CURLOPT_NOSIGNAL, 1),
            curl_set_number(handle, CURLOPT_CONNECTTIMEOUT, min(10, timeout)),
            curl_set_number(handle, CURLOPT_TIMEOUT, timeout),
            curl_set_number(handle, CURLOPT_USE_SSL, Int(security == .none ? CURLUSESSL_NONE.rawValue : CURLUSESSL_ALL.rawValue)),
            curl_set_number(handle, CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2)),
            curl_set_number(handle, CURLOPT_SSL_VERIFYPEER, 1),
            curl_set_number(handle, CURLOPT_SSL_VERIFYHOST, 2),
        ]
        if let certificates { codes.append(curl_set_text(handle, CURLOPT_CAINFO, certificates)) }
        if let login {
            codes.append(curl_set_text(handle, CURLOPT_USERNAME, login.user))
            codes.append(curl_set_text(handle, CURLOPT_PASSWORD, login.password))
        }
        return codes
    }
}

/// The bytes of a message, from which libcurl takes what it can send.
private final class Upload {
    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var isDone: Bool { position == bytes.count }

    static let read: @convention(c) (UnsafeMutablePointer<CChar>?, Int, Int, UnsafeMutableRawPointer?) -> Int = {
        buffer,
        size,
        count,
        context in
        guard let buffer, let context else { return 0 }
        return Unmanaged<Upload>.fromOpaque(context).takeUnretainedValue().read(into: buffer, size * count)
    }

    private func read(into buffer: UnsafeMutableRawPointer, _ capacity: Int) -> Int {
        let length = min(capacity, bytes.count - position)
        bytes.withUnsafeBytes { source in
            if length > 0, let start = source.baseAddress { buffer.copyMemory(from: start + position, byteCount: length) }
        }
        position += length
        return length
    }
}
