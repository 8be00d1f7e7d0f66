# Written by why4xx for `why4xx run`: Ruby's own search for a proxy leaves out loopback addresses; here it does not.
# Where it finds one, or the program names one, nothing changes.
require 'uri'

module Why4xxLoopback
  def find_proxy(env = ENV)
    found = super
    return found if found || !hostname || !%w[http https].include?(scheme)

    proxy = env["#{scheme}_proxy"]
    excepted = env['no_proxy'] || env['NO_PROXY'] || ''
    return nil if proxy.to_s.empty? || excepted.split(/[\s,]+/).include?(hostname)

    URI.parse(proxy)
  rescue URI::InvalidURIError
    nil
  end
end
URI::Generic.prepend(Why4xxLoopback)
